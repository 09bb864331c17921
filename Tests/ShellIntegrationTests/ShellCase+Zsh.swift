extension ShellCase {
    private static let prompt = "PS1='z> '\n"

    static let zsh: [ShellCase] = [
        ShellCase("a command", files: [".zshrc": prompt], [.line("echo hi")], [.init("echo hi", 0, "hi\r\n")]),
        ShellCase(
            "a failure", files: [".zshrc": prompt], [.line("false"), .line("(exit 255)"), .line("nosuchcommand")],
            [.init("false", 1, ""), .init("(exit 255)", 255), .init("nosuchcommand", 127)]),
        ShellCase(
            "empty lines", files: [".zshrc": prompt + "setopt interactive_comments\n"],
            [.line(""), .line("   "), .line("true")], [.init("true", 0)]),
        ShellCase(
            "Ctrl-C at the prompt", files: [".zshrc": prompt],
            [.keys("sleep 10"), .text("10"), .press("\u{3}"), .line("echo $?")],
            [.init("echo $?", 0, "130\r\n")]),
        ShellCase(
            "Ctrl-C in a command", files: [".zshrc": prompt],
            [.keys("sh -c 'echo up; exec sleep 60'\r"), .text("\u{7}up\r\n"), .press("\u{3}")],
            [.init("sh -c 'echo up; exec sleep 60'", 130)]),
        ShellCase(
            "Ctrl-Z and the job again", files: [".zshrc": prompt],
            [
                .keys("sh -c 'echo up; exec sleep 60'\r"), .text("\u{7}up\r\n"), .press("\u{1a}"),
                .line("kill -9 %1; true"),
            ],
            [.init("sh -c 'echo up; exec sleep 60'", 148), .init("kill -9 %1; true", 0)]),
        ShellCase(
            "a pipe", files: [".zshrc": prompt], [.line("printf 'a\\nb\\n' | wc -l; false | true")],
            [.init("printf 'a\\nb\\n' | wc -l; false | true", 0, "2\r\n")]),
        ShellCase(
            "several lines", files: [".zshrc": prompt],
            [.keys("for i in 1 2; do\r"), .text("for> "), .keys("echo $i\r"), .text("for> "), .line("done")],
            [.init("for i in 1 2; do\necho $i\ndone", 0, "1\r\n2\r\n")]),
        ShellCase(
            "a here-document", files: [".zshrc": prompt],
            [.keys("cat <<X\r"), .text("heredoc> "), .keys("one; two\r"), .text("heredoc> "), .line("X")],
            [.init("cat <<X\none; two\nX", 0, "one; two\r\n")]),
        ShellCase(
            "two lines pasted as one", files: [".zshrc": prompt],
            [.line("\u{1b}[200~echo a\nfalse\u{1b}[201~"), .line("true")],
            [.init("echo a\nfalse", 1, "a\r\n"), .init("true", 0)]),
        ShellCase(
            "two lines typed ahead", files: [".zshrc": prompt],
            [.keys("sleep 0.2\recho b\r"), .prompts(2)],
            [.init("sleep 0.2", 0), .init("echo b", 0, "b\r\n")]),
        ShellCase(
            "a syntax error", files: [".zshrc": prompt], [.line("if )"), .line("echo $?")],
            [.init("echo $?", 0, "1\r\n")]),
        ShellCase(
            "quotes, semicolons, backslashes, UTF-8", files: [".zshrc": prompt],
            [.line(#"echo 'a;b' "c\\d" & wait; echo "grüße 漢字""#)],
            [.init(#"echo 'a;b' "c\\d" & wait; echo "grüße 漢字""#, 0)], shows: ["grüße 漢字\r\n"]),
        ShellCase(
            "control characters", files: [".zshrc": prompt], [.line("echo a\u{16}\u{1}b\u{16}\tc")],
            [.init("echo a\u{1}b\tc", 0)]),
        ShellCase(
            "a long line", files: [".zshrc": prompt], [.line(": " + String(repeating: "x", count: 3000))],
            [.init(": " + String(repeating: "x", count: 3000), 0)]),
        ShellCase(
            "no newline at the end", files: [".zshrc": prompt], [.line("printf abc"), .line("false")],
            [.init("printf abc", 0, "abc"), .init("false", 1, "")]),
        ShellCase(
            "a mark of the user's own for it", files: [".zshrc": prompt + "PROMPT_EOL_MARK='<none>'\n"],
            [.line("printf abc"), .line("unsetopt prompt_sp"), .line("printf def")],
            [.init("printf abc", 0, "abc"), .init("unsetopt prompt_sp", 0, ""), .init("printf def", 0, "def")],
            shows: ["<none>"]),
        ShellCase("exit", files: [".zshrc": prompt], [.keys("exit 3\r"), .end], [.init("exit 3", nil)]),
        ShellCase("Ctrl-D", files: [".zshrc": prompt], [.line("true"), .keys("\u{4}"), .end], [.init("true", 0)]),
        ShellCase(
            "killed during a command", files: [".zshrc": prompt], [.keys("sleep 60\r"), .running, .kill(9), .end],
            [.init("sleep 60", nil)]),
        ShellCase(
            "aliases",
            files: [".zshrc": prompt + "alias greet='echo hello'\nalias -g print=false printf=false local=false\n"],
            [.line("greet you")], [.init("greet you", 0, "hello you\r\n")]),
        ShellCase(
            "clear", files: [".zshrc": prompt], [.line("clear"), .line("echo x")],
            [.init("clear", 0), .init("echo x", 0, "x\r\n")]),
        ShellCase(
            "a nested zsh", files: [".zshrc": prompt, ".zshenv": "export PS1\n"],
            [
                .keys("PS1='inner: ' zsh -f\r"), .text("inner: "), .keys("echo dee''p\r"), .text("deep\r\n"),
                .keys("exit 4\r"), .prompt, .line("echo $?"),
            ],
            [.init("PS1='inner: ' zsh -f", 4), .init("echo $?", 0, "4\r\n")], hides: ["not found"]),
        ShellCase(
            "exec of another zsh", files: [".zshrc": prompt],
            [.keys("exec zsh\r"), .text("z> "), .keys("echo aga''in\r"), .text("again\r\n"), .keys("exit\r"), .end],
            [.init("exec zsh", nil)], hides: ["no such file"]),
        ShellCase(
            "a subshell and a job", files: [".zshrc": prompt],
            [.line("(echo in; exit 5)"), .line("sleep 0.1 &"), .line("wait")],
            [.init("(echo in; exit 5)", 5, "in\r\n"), .init("sleep 0.1 &", 0), .init("wait", 0)]),
        ShellCase(
            "cat of a hostile file", files: [".zshrc": prompt, "evil": hostile],
            [.line("cat evil"), .line("echo after")], [.init("cat evil", 0), .init("echo after", 0, "after\r\n")]),
        ShellCase(
            "nothing in the environment", files: [".zshrc": prompt + "setopt all_export\n"],
            environment: ["__web_terminal_nonce": "exported", "PROMPT_EOL_MARK": "%"],
            [.line("env; cat /proc/self/environ /proc/$$/environ | tr '\\0' '\\n'"), .line("env")],
            [.init("env; cat /proc/self/environ /proc/$$/environ | tr '\\0' '\\n'", 0), .init("env", 0)]),
        ShellCase(
            "the user's hooks",
            files: [
                ".zshrc": prompt
                    + "precmd() { echo \"[code $?]\"; }\npreexec() { echo \"[run $1]\"; }\nmine() { echo \"[mine $?]\"; }\nprecmd_functions+=(mine)\n"
            ],
            [.line("false"), .line("true")], [.init("false", 1, ""), .init("true", 0, "")],
            shows: ["[code 1]", "[mine 1]", "[run true]"]),
        ShellCase(
            "hooks that are set again", files: [".zshrc": prompt],
            [.line("precmd_functions+=(extra); extra() { echo extra$?; }"), .line("false"), .line("true")],
            [
                .init("precmd_functions+=(extra); extra() { echo extra$?; }", 0), .init("false", 1, ""),
                .init("true", 0, ""),
            ],
            shows: ["extra1"]),
        ShellCase(
            "hooks that are taken away", files: [".zshrc": prompt + "precmd_functions=()\n"],
            [.keys("true\r"), .prompt, .line("false")], [.init("true", 0), .init("false", 1)], beginsWithPrompt: false),
        ShellCase(
            "a prompt made anew each time", files: [".zshrc": "precmd() { PS1=\"[$?] %# \"; }\n"],
            [.line("false"), .line("echo \"$PS1\"")],
            [.init("false", 1, ""), .init("echo \"$PS1\"", 0, "[1] %# \r\n")],
            shows: ["[1] "]),
        ShellCase(
            "PS1 changed", files: [".zshrc": prompt],
            [.line("PS1='new> '"), .line("false"), .line("PS1=\"(venv) $PS1\""), .line("true")],
            [.init("PS1='new> '", 0), .init("false", 1, ""), .init("PS1=\"(venv) $PS1\"", 0), .init("true", 0, "")],
            shows: ["(venv) new> "]),
        ShellCase(
            "set -e", files: [".zshrc": prompt + "set -e\n"],
            [.line("true"), .keys("x"), .press("\u{3}"), .line("if false; then :; fi"), .keys("false\r"), .end],
            [.init("true", 0), .init("if false; then :; fi", 0), .init("false", nil)]),
        ShellCase(
            "set -u and ksh arrays", files: [".zshrc": prompt + "setopt no_unset ksh_arrays sh_word_split\n"],
            [.line("true | false"), .line("echo $nothing"), .line("true")],
            [.init("true | false", 1, ""), .init("echo $nothing", 1), .init("true", 0, "")]),
        ShellCase(
            "a DEBUG trap", files: [".zshrc": prompt + "trap 'n=$((n+1))' DEBUG\n"],
            [.line("false"), .line("true")], [.init("false", 1, ""), .init("true", 0, "")]),
        ShellCase(
            "lines kept out of the history",
            files: [".zshrc": prompt + "setopt hist_ignore_space hist_ignore_all_dups\n"],
            [.line("echo a"), .line("echo a"), .line(" echo secret")],
            [.init("echo a", 0), .init("echo a", 0), .init("", 0, "secret\r\n")]),
        ShellCase(
            "a history without repetitions",
            files: [".zshrc": prompt + "setopt hist_ignore_dups hist_no_store share_history\nHISTFILE=~/history\n"],
            [.line("echo a"), .line("echo a"), .line("history"), .line("false")],
            [.init("echo a", 0), .init("echo a", 0), .init("history", 0), .init("false", 1)]),
        ShellCase(
            "no startup files of the user's own", [.line("echo hi"), .line("ls -A")],
            [.init("echo hi", 0, "hi\r\n"), .init("ls -A", 0, "")], hides: ["newuser", "new users"]),
        ShellCase(
            "a theme",
            files: [
                ".zshrc":
                    "setopt prompt_subst\ntheme() { codes=($pipestatus); PS1='$(echo theme) $codes %# '; RPS1='%?'; }\nprecmd_functions+=(theme)\nzle-line-init() { zle reset-prompt }\nzle -N zle-line-init\n"
            ],
            [.line("true | false"), .line("echo $PS1"), .line("true")],
            [
                .init("true | false", 1, ""), .init("echo $PS1", 0, "$(echo theme) $codes %# \r\n"),
                .init("true", 0, ""),
            ],
            shows: ["theme 0 1 "]),
        ShellCase(
            "marks of the user's own",
            files: [
                ".zshrc":
                    "PS1=$'%{\\e]133;A\\a%}s> %{\\e]133;B\\a%}'\npreexec() { printf '\\e]133;C\\a'; }\nprecmd() { printf '\\e]133;D;%s\\a' $?; }\n"
            ],
            [.line("echo x"), .line("false")], [.init("echo x", 0), .init("false", 1)]),
        ShellCase(
            "vi mode",
            files: [
                ".zshrc": prompt
                    + "bindkey -v\nzle-line-init() { zle -K viins; printf '\\e[5 q'; }\nzle -N zle-line-init\n"
            ],
            [.line("echo v"), .keys("echo x\u{1b}"), .text("x"), .keys("0Cfalse\r"), .prompt],
            [.init("echo v", 0, "v\r\n"), .init("false", 1)]),
        ShellCase(
            "all of the user's files",
            files: [
                ".zshenv": "echo env; ZDOTDIR=~/z\n", "z/.zprofile": "echo profile\n", "z/.zshrc": "echo rc\n" + prompt,
                "z/.zlogin": "echo login\n", ".zshrc": "echo wrong\n",
            ], arguments: ["-l"], [.line("echo ${ZDOTDIR##*/}")], [.init("echo ${ZDOTDIR##*/}", 0, "z\r\n")],
            shows: ["env\r\nprofile\r\nrc\r\nlogin\r\n"], hides: ["wrong"]),
        ShellCase(
            "no ZDOTDIR afterwards", files: [".zshrc": prompt],
            [.line("echo ${ZDOTDIR-unset} ${WEB_TERMINAL_ZDOTDIR-unset}")],
            [.init("echo ${ZDOTDIR-unset} ${WEB_TERMINAL_ZDOTDIR-unset}", 0, "unset unset\r\n")]),
        ShellCase(
            "directories", files: [".zshrc": prompt],
            [.line("mkdir 'a b;ü' && cd a*"), .line("MATCH=mine; cd /"), .line("echo $MATCH")],
            [.init("mkdir 'a b;ü' && cd a*", 0), .init("MATCH=mine; cd /", 0), .init("echo $MATCH", 0, "mine\r\n")],
            shows: ["/a b\\x3bü;NONCE", "/a%20b%3B%C3%BC\u{07}"]),
        download(of: "workspace", files: [".zshrc": prompt, "a": ""]),
        ShellCase(
            "download", files: [".zshrc": prompt, "a;b": ""],
            [.line("download 'a;b'"), .line("download nothing"), .line("download")],
            [.init("download 'a;b'", 0), .init("download nothing", 1), .init("download", 2)],
            shows: ["Download=", "/a\\x3bb;NONCE"]),
    ]
}
