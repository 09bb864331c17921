extension ShellCase {
    private static let config = ".config/fish/config.fish"
    private static let prompt =
        "function fish_prompt; echo -n '> '; end\nfunction fish_greeting; end\nfunction fish_title; end\n"

    static let fish: [ShellCase] = [
        ShellCase("a command", files: [config: prompt], [.line("echo hi")], [.init("echo hi", 0, "hi\r\n")]),
        ShellCase(
            "no startup files of the user's own",
            [
                .line("echo hi"), .line("set made ~/.local/share/fish/generated_completions; false"),
                .line("test -d $made; and count $made/*"),
            ],
            [
                .init("echo hi", 0, "hi\r\n"),
                .init("set made ~/.local/share/fish/generated_completions; false", 1, ""),
                .init("test -d $made; and count $made/*", 1, "0\r\n"),
            ], shows: ["Welcome"], hides: ["rror", "annot", ".fish\r\n"]),
        ShellCase(
            "failures", files: [config: prompt],
            [.line("false"), .line("sh -c 'exit 255'"), .line("nosuchcommand"), .line("echo $status")],
            [
                .init("false", 1, ""), .init("sh -c 'exit 255'", 255), .init("nosuchcommand", 127),
                .init("echo $status", 0, "127\r\n"),
            ]),
        ShellCase("empty lines", files: [config: prompt], [.line(""), .line("true")], [.init("true", 0)]),
        ShellCase(
            "Ctrl-C at the prompt", files: [config: prompt],
            [.keys("sleep 10"), .text("10"), .press("\u{3}"), .line("echo x")], [.init("echo x", 0, "x\r\n")]),
        ShellCase(
            "Ctrl-C in a command", files: [config: prompt],
            [.keys("sh -c 'echo up; exec sleep 60'\r"), .text("up\r\n"), .press("\u{3}")],
            [.init("sh -c 'echo up; exec sleep 60'", 130)]),
        ShellCase(
            "a pipe", files: [config: prompt], [.line("printf 'a\\nb\\n' | wc -l; false | true")],
            [.init("printf 'a\\nb\\n' | wc -l; false | true", 0, "2\r\n")]),
        ShellCase(
            "several lines", files: [config: prompt], [.keys("for i in 1 2\r"), .keys("echo $i\r"), .line("end")],
            [.init("for i in 1 2\necho $i\nend", 0, "1\r\n2\r\n")]),
        ShellCase(
            "two lines pasted as one", files: [config: prompt],
            [.line("\u{1b}[200~echo a\nfalse\u{1b}[201~"), .line("true")],
            [.init("echo a\nfalse", 1, "a\r\n"), .init("true", 0)]),
        ShellCase(
            "two lines typed ahead", files: [config: prompt], [.keys("sleep 0.2\recho b\r"), .prompts(2)],
            [.init("sleep 0.2", 0), .init("echo b", 0, "b\r\n")]),
        ShellCase(
            "a syntax error", files: [config: prompt],
            [.keys("echo )\r"), .text("Unexpected"), .press("\u{3}"), .line("echo x")],
            [.init("echo x", 0, "x\r\n")]),
        ShellCase(
            "quotes, semicolons, backslashes, UTF-8", files: [config: prompt],
            [.line(#"echo 'a;b' "c\\d"; echo "grüße 漢字""#)],
            [.init(#"echo 'a;b' "c\\d"; echo "grüße 漢字""#, 0, "a;b c\\d\r\ngrüße 漢字\r\n")]),
        ShellCase(
            "a long line", files: [config: prompt], [.line("true " + String(repeating: "x", count: 3000))],
            [.init("true " + String(repeating: "x", count: 3000), 0)]),
        ShellCase(
            "no newline at the end", files: [config: prompt], [.line("printf abc")], [.init("printf abc", 0, "abc")]),
        ShellCase("exit", files: [config: prompt], [.keys("exit 3\r"), .end], [.init("exit 3", 3)]),
        ShellCase("Ctrl-D", files: [config: prompt], [.line("true"), .keys("\u{4}"), .end], [.init("true", 0)]),
        ShellCase(
            "killed during a command", files: [config: prompt], [.keys("sleep 60\r"), .running, .kill(9), .end],
            [.init("sleep 60", nil)]),
        ShellCase(
            "an alias and an abbreviation", files: [config: prompt + "alias greet='echo hello'\nabbr --add gr greet\n"],
            [.line("greet you"), .line("gr me")],
            [.init("greet you", 0, "hello you\r\n"), .init("greet me", 0, "hello me\r\n")]),
        ShellCase(
            "clear", files: [config: prompt], [.line("clear"), .line("echo x")],
            [.init("clear", 0), .init("echo x", 0, "x\r\n")]),
        ShellCase(
            "a nested fish", files: [config: prompt],
            [
                .keys("fish -N\r"), .running, .keys("echo dee''p\r"), .text("deep\r\n"), .keys("exit 4\r"), .prompt,
                .line("echo $status"),
            ],
            [.init("fish -N", 4), .init("echo $status", 0, "4\r\n")]),
        ShellCase(
            "exec of another program", files: [config: prompt], [.keys("exec sh -c 'echo replaced; exit 9'\r"), .end],
            [.init("exec sh -c 'echo replaced; exit 9'", nil)]),
        ShellCase(
            "a background job", files: [config: prompt], [.line("sleep 0.1 &"), .line("wait")],
            [.init("sleep 0.1 &", 0), .init("wait", 0)]),
        ShellCase(
            "cat of a hostile file", files: [config: prompt, "evil": hostile],
            [.line("cat evil"), .line("echo after")],
            [.init("cat evil", 0), .init("echo after", 0, "after\r\n")]),
        ShellCase(
            "nothing in the environment", files: [config: prompt], environment: ["__web_terminal_nonce": "exported"],
            [
                .line("env; cat /proc/self/environ /proc/$fish_pid/environ | tr '\\0' '\\n'"),
                .line("set --export --long | grep -c web_terminal"),
            ],
            [
                .init("env; cat /proc/self/environ /proc/$fish_pid/environ | tr '\\0' '\\n'", 0),
                .init("set --export --long | grep -c web_terminal", 1, "0\r\n"),
            ]),
        ShellCase(
            "the user's events",
            files: [
                config: prompt
                    + "function pre --on-event fish_preexec; echo \"[run $argv]\"; end\nfunction post --on-event fish_postexec; echo \"[code $status]\"; end\nfunction pr --on-event fish_prompt; echo \"[prompt $status]\"; end\n"
            ],
            [.line("false"), .line("true")], [.init("false", 1), .init("true", 0)],
            shows: ["[run true]", "[code 1]", "[prompt 1]"]),
        ShellCase(
            "a prompt with the status",
            files: [config: prompt + "function fish_prompt; echo -n \"[$status $pipestatus] \"; end\n"],
            [.line("false | false"), .line("true")], [.init("false | false", 1, ""), .init("true", 0, "")],
            shows: ["[1 1 1] "]),
        ShellCase(
            "the prompt changed", files: [config: prompt],
            [.line("function fish_prompt; echo -n \"<$status> \"; end"), .line("false"), .line("true")],
            [
                .init("function fish_prompt; echo -n \"<$status> \"; end", 0), .init("false", 1, ""),
                .init("true", 0, ""),
            ], shows: ["<1> "]),
        ShellCase(
            "marks of the user's own",
            files: [
                config: prompt
                    + "function fish_prompt; printf '\\e]133;A\\as> \\e]133;B\\a'; end\nfunction pre --on-event fish_preexec; printf '\\e]133;C\\a'; end\n"
            ],
            [.line("echo x"), .line("false")], [.init("echo x", 0, "x\r\n"), .init("false", 1)]),
        ShellCase(
            "vi mode", files: [config: prompt + "fish_vi_key_bindings\n"], [.line("echo v"), .line("false")],
            [.init("echo v", 0, "v\r\n"), .init("false", 1, "")]),
        ShellCase(
            "lines kept out of the history", files: [config: prompt],
            [.line(" echo secret"), .line("echo a"), .line("echo a")],
            [.init("", 0, "secret\r\n"), .init("echo a", 0), .init("echo a", 0)]),
        ShellCase(
            "lines that a function keeps out of the history",
            files: [
                config: prompt
                    + "function fish_should_add_to_history; not string match -q '*secret*' $argv; end\n"
            ],
            [.line("echo secret"), .line("echo a")], [.init("", 0, "secret\r\n"), .init("echo a", 0)]),
        ShellCase(
            "no startup files", files: [config: "echo wrong\n"], arguments: ["--no-config"],
            [.line("echo hi"), .line("false")], [.init("", 0, "hi\r\n"), .init("", 1, "")], hides: ["wrong"]),
        ShellCase(
            "a private shell", files: [config: prompt], arguments: ["--private"], [.line("echo secret")], [.init("", 0)]
        ),
        ShellCase(
            "a login shell", files: [config: prompt + "status is-login; and echo login\n"], arguments: ["-l"],
            [.line("echo x")],
            [.init("echo x", 0, "x\r\n")], shows: ["login"]),
        ShellCase(
            "a command of the user's own first", files: [config: prompt], arguments: ["-C", "set -g mine 'it is'"],
            [.line("echo $mine")],
            [.init("echo $mine", 0, "it is\r\n")]),
        ShellCase(
            "directories", files: [config: prompt], [.line("mkdir 'a b;ü' && cd a*"), .line("cd /")],
            [.init("mkdir 'a b;ü' && cd a*", 0), .init("cd /", 0)],
            shows: ["/a b\\x3bü;NONCE", "/a%20b%3B%C3%BC\u{07}"]),
        download(of: "workspace", files: [config: prompt, "a": ""]),
        ShellCase(
            "download", files: [config: prompt, "a;b": ""],
            [.line("download 'a;b'"), .line("download nothing"), .line("download")],
            [.init("download 'a;b'", 0), .init("download nothing", 1), .init("download", 2)],
            shows: ["Download=", "/a\\x3bb;NONCE"]),
    ]
}
