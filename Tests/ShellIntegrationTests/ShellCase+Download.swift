extension ShellCase {
    /// What can be offered and what cannot; the lines are the same in all shells. There is a file `a` in the home.
    static func download(of name: String, files: [String: String]) -> ShellCase {
        let lines: [(line: String, exitCode: Int32)] = [
            ("mkdir d; ln -s / out; ln -s $PWD/a link", 0),
            ("download link", 0),
            ("cd d; download ../d/../a", 0),
            ("cd ..; download /etc/passwd", 1),
            ("download out/etc/group", 1),
            ("download a a a a a a a a", 0),
            ("download a a a a a a a a a", 2),
        ]
        return ShellCase(
            "download of \(name)", files: files, lines.map { .line($0.line) },
            lines.map { .init($0.line, $0.exitCode) },
            shows: [
                "/home/a;NONCE\u{7}", "download: /etc/passwd: only files in the workspace can be offered",
                "download: out/etc/group: only files in the workspace", "download: at most 8 files at once",
            ],
            hides: ["Download=/etc", "/home/link;NONCE", "..;NONCE", "/d/../d/../a;NONCE"])
    }
}
