import Testing

@testable import web_terminal

/// The repository's config.toml is what `web-terminal config sample` prints.
@Suite struct ConfigurationSampleTests {
    private static let path =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/") + "/config.toml"

    @Test func theFileIsTheSample() throws {
        let file = String(decoding: try ConfigurationFiles.read(Self.path), as: UTF8.self)
        #expect(file == ConfigurationSample.text(), "make it anew: web-terminal config sample > config.toml")
    }

    @Test func everySettingIsInItWithItsDefault() {
        let lines = ConfigurationSample.text().split(separator: "\n").map(String.init)
        for setting in Setting.all {
            let line = lines.first { $0.hasPrefix("#\(setting.key) = ") }
            #expect(line != nil, "\(setting.path)")
            let written = setting.tomlValue(in: Settings())
            if let written, written != "[]", written != "{}" {
                #expect(lines.contains("#\(setting.key) = \(written)"), "\(setting.path)")
            }
        }
    }

    @Test func itChangesNothing() throws {
        let settings = try load(ConfigurationSample.text())
        for setting in Setting.all { #expect(setting.tomlValue(in: settings) == setting.tomlValue(in: Settings())) }
    }

    /// Whoever takes the comment sign away gets something that is understood.
    @Test func itsExamplesAreGood() {
        let uncommented = ConfigurationSample.text().split(separator: "\n").map { line in
            line.hasPrefix("#") && !line.hasPrefix("# ") ? String(line.dropFirst()) : String(line)
        }
        // Both ways to give the one secret are shown; together they are the one thing that is wrong.
        let found = problems(uncommented.joined(separator: "\n"))
        #expect(found.count == 1 && found.allSatisfy { $0.contains("both given") }, "\(found)")
    }

    @Test func itIsReadable() {
        #expect(ConfigurationSample.text().split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
}
