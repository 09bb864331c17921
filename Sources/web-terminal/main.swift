// The first statement of the program: before it there is no second thread, and nothing has read the environment.
let launch = LaunchEnvironment.shared
CommandLineTool.run(launch)
