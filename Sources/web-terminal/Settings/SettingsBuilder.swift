/// Lays the places where settings are made over each other, the stronger over the weaker, and gathers all that is
/// wrong.
struct SettingsBuilder {
    private(set) var settings = Settings()
    private var found: [ConfigurationProblem] = []

    /// Those of the file first, and from top to bottom: so they are mended.
    var problems: [ConfigurationProblem] {
        found.enumerated().sorted { a, b in
            let (lineA, lineB) = (a.element.location?.line ?? .max, b.element.location?.line ?? .max)
            return lineA == lineB ? a.offset < b.offset : lineA < lineB
        }.map(\.element)
    }

    /// A value that a stronger layer replaces still has to be a good one: it is what will be used tomorrow.
    mutating func add(_ layer: SettingLayer) {
        found += layer.problems
        for assignment in layer.assignments {
            let setting = assignment.setting
            do throws(Complaint) {
                try setting.apply(assignment.value, relativeTo: assignment.origin.directory, to: &settings)
                settings.origins[setting.path] = assignment.origin
            } catch {
                found.append(assignment.origin.problem(error.text))
            }
        }
        checkSecretIsGivenOnce(layer)
    }

    /// Within one layer nothing says which of the two would count.
    private mutating func checkSecretIsGivenOnce(_ layer: SettingLayer) {
        let given = layer.assignments.filter {
            switch $0.setting.kind {
            case .secret, .secretFile: true
            default: false
            }
        }.sorted { ($0.origin.location?.line ?? 0) < ($1.origin.location?.line ?? 0) }
        if given.count > 1, let last = given.last {
            found.append(last.origin.problem("and \(given[0].origin.name) are both given; use one of them"))
        }
    }

    /// Says something of a setting in the words of the place where it was made.
    mutating func complain(about path: String, _ complaint: String) {
        found.append((settings.origins[path] ?? SettingOrigin(name: path)).problem(complaint))
    }

    mutating func update(_ change: (inout Settings) -> Void) { change(&settings) }
}
