import Testing

@testable import web_terminal

@Suite struct SettingTableTests {
    @Test func namesAreUnique() {
        #expect(Set(Setting.all.map(\.path)).count == Setting.all.count)
        #expect(Set(Setting.all.map(\.environmentName)).count == Setting.all.count)
    }

    @Test func namesInTheEnvironment() {
        #expect(Setting.byPath["server.port"]?.environmentName == "WEB_TERMINAL_PORT")
        #expect(Setting.byPath["security.jwt_secret"]?.environmentName == "WEB_TERMINAL_JWT_SECRET")
        let timeout = Setting.byPath["session.timeout_seconds"]
        #expect(timeout?.environmentName == "WEB_TERMINAL_SESSION_TIMEOUT_SECONDS")
    }

    /// What a default is written as has to be taken back, and to be the default still.
    @Test(arguments: Setting.all)
    func defaultsAreGoodValues(setting: Setting) throws {
        guard let written = setting.tomlValue(in: Settings()) else { return }
        let settings = try load("[\(setting.section)]\n\(setting.key) = \(written)\n")
        #expect(setting.tomlValue(in: settings) == written)
    }

    /// Each value that differs from the default has to arrive where `tomlValue` looks for it, and nowhere else.
    @Test(arguments: Setting.all)
    func valuesArriveInTheirOwnPlace(setting: Setting) throws {
        guard let value = Self.otherValue(of: setting) else { return }
        let settings = try load("[\(setting.section)]\n\(setting.key) = \(value)\n")
        let changed = Setting.all.filter { $0.tomlValue(in: settings) != $0.tomlValue(in: Settings()) }
        #expect(changed.map(\.path) == [setting.path])
    }

    private static func otherValue(of setting: Setting) -> String? {
        switch setting.kind {
        case .flag(let place): "\(!Settings()[keyPath: place])"
        case .integer(let place, let range), .bytes(let place, let range):
            Settings()[keyPath: place] == range.upperBound ? "\(range.lowerBound)" : "\(range.upperBound)"
        case .text(_, .choice(let choices)), .list(_, .choice(let choices)):
            setting.isList ? "[\"\(choices[1])\"]" : "\"\(choices[1])\""
        case .text(_, .destination): "\"syslog\""
        case .text, .optionalText: "\"/elsewhere\""
        case .list: #"["one", "two"]"#
        case .variables: #"{ ONE = "1", TWO = "" }"#
        case .secret, .secretFile, .namedSecrets: nil
        }
    }

    /// Too small, too large, and every type but the right one.
    @Test(arguments: Setting.all)
    func badValuesAreRefused(setting: Setting) {
        var bad = ["1.5", "1979-05-27", "{ a = 1 }", "[1]", "[[]]", "[{}]"]
        switch setting.kind {
        case .flag: break
        default: bad.append("true")
        }
        switch setting.kind {
        case .flag: bad += ["0", "1", "\"true\"", "\"\"", "[]"]
        case .integer(_, let range):
            bad += ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "\"\(range.lowerBound)\""]
            bad += ["9223372036854775807"]
        case .bytes(_, let range): bad += ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "\"many\"", "\"\""]
        case .text, .optionalText, .secretFile: bad += ["1", "\"\"", "[]", #""a\u0000b""#]
        case .list(_, .choice): bad += ["1", "\"HS256\"", #"["none"]"#]
        case .list: bad += ["1", "\"text\"", #"["a\u0000b"]"#]
        case .variables: bad += ["1", "[]", #"{ "" = "1" }"#, #"{ "A=B" = "1" }"#, #"{ WEB_TERMINAL_X = "1" }"#]
        case .secret: bad += ["1", "[]"]
        case .namedSecrets:
            bad += ["1", "\"x\"", #"[{ kid = "a" }]"#, #"[{ kid = "a", secret = "s", file = "f" }]"#]
            bad += [#"[{ kid = "a", secret = "s" }, { kid = "a", secret = "t" }]"#, #"[{ secret = "s" }]"#]
        }
        for value in bad {
            let problems = problems("[\(setting.section)]\n\n\(setting.key) = \(value)\n")
            #expect(problems.count == 1, "\(setting.path) = \(value): \(problems)")
            #expect(problems.allSatisfy { $0.hasPrefix("config.toml:3: ") }, "\(setting.path) = \(value): \(problems)")
        }
    }

    @Test func secretsAreNotShown() {
        for text in ["jwt_secret = 1234567890", #"jwt_secrets = [{ kid = "a", secret = 1234567890 }]"#] {
            #expect(!problems("[security]\n\(text)\n").joined().contains("1234567890"))
        }
        #expect(
            "\(TestSources.loader(environment: ["WEB_TERMINAL_JWT_SECRET": "too short"]).load().problems)"
                .contains("too short") == false)
    }
}

extension Setting {
    var isList: Bool { if case .list = kind { true } else { false } }
}
