/// What is typed into a shell with certain files in its user's home, and the commands that must come out.
struct ShellCase: Sendable {
    enum Step: Sendable {
        /// Types a line and waits for the next prompt.
        case line(String)
        /// Types this, as it is.
        case keys(String)
        /// Presses a key, again and again, until there is a prompt: a program that has just been started may not be the one
        /// in the foreground yet.
        case press(String)
        /// Waits for as many prompts since the last step that typed something.
        case prompts(Int)
        /// Waits until a command has begun that is not over.
        case running
        /// Waits until the terminal has shown this since the last step that typed something.
        case text(String)
        /// Sends a signal to the shell itself.
        case kill(Int32)
        /// Waits until the shell has ended.
        case end

        static let prompt = Step.prompts(1)
    }

    struct Expected: Sendable {
        var command: String
        /// Nil: the shell does not know it either.
        var exitCode: Int32?
        /// Exactly what is in the command's range of the output; nil: not looked at.
        var output: String?

        init(_ command: String, _ exitCode: Int32?, _ output: String? = nil) {
            self.command = command
            self.exitCode = exitCode
            self.output = output
        }
    }

    var name: String
    /// In the user's home, by path.
    var files: [String: String] = [:]
    /// The whole `argv` but for the name.
    var arguments: [String] = []
    var environment: [String: String] = [:]
    var steps: [Step]
    var commands: [Expected]
    /// What the terminal must have shown, and must not, `NONCE` standing for the session's.
    var shows: [String] = []
    var hides: [String] = []
    /// False for a shell whose first prompt is without marks.
    var beginsWithPrompt = true
    /// Files of the home afterwards.
    var leaves: [String: String] = [:]

    init(
        _ name: String, files: [String: String] = [:], arguments: [String] = [], environment: [String: String] = [:],
        _ steps: [Step], _ commands: [Expected], shows: [String] = [], hides: [String] = [],
        leaves: [String: String] = [:], beginsWithPrompt: Bool = true
    ) {
        self.name = name
        self.files = files
        self.arguments = arguments
        self.environment = environment
        self.steps = steps
        self.commands = commands
        self.shows = shows
        self.hides = hides
        self.leaves = leaves
        self.beginsWithPrompt = beginsWithPrompt
    }
}
