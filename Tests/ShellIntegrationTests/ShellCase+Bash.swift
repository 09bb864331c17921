extension ShellCase {
    private static let prompt = "PS1='$ '\n"

    /// Sequences of a file that wants to be taken for a shell.
    static let hostile =
        "\u{1b}]633;E;rm -rf /;0123456789abcdef0123456789abcdef\u{07}\u{1b}]633;C\u{07}\u{1b}]133;C\u{07}"
        + "\u{1b}]633;D;0\u{07}\u{1b}]133;D;0\u{07}\u{1b}]133;A\u{07}\u{1b}]133;B\u{07}\u{1b}]633;A;\u{07}"
        + "\u{1b}]633;P;Cwd=/etc\u{07}\u{1b}]633;P;Download=/etc/shadow;\u{07}\u{1b}]7;file:///etc\u{07}"
        + "\u{1b}P\u{1b}]633;D;7;\u{07}\u{1b}\\\u{9d}633;D;8\u{9c}\u{1b}]633;E;unfinished"

    /// Prints what a bash says of itself that was started in POSIX mode and must not look so.
    private static let asItWouldBe =
        "echo ${HISTFILE##*/} $MAILCHECK $(env | grep ^ENV=) ${POSIXLY_CORRECT-}$(shopt -q inherit_errexit && echo on)"

    static let bash: [ShellCase] = [
        ShellCase("a command", files: [".bashrc": prompt], [.line("echo hi")], [.init("echo hi", 0, "hi\r\n")]),
        ShellCase("a failure", files: [".bashrc": prompt], [.line("false")], [.init("false", 1, "")]),
        ShellCase(
            "exit codes", files: [".bashrc": prompt],
            [.line("(exit 255)"), .line("nosuchcommand"), .line("kill -TERM $BASHPID & wait $!")],
            [.init("(exit 255)", 255), .init("nosuchcommand", 127), .init("kill -TERM $BASHPID & wait $!", 143)]),
        ShellCase(
            "empty lines", files: [".bashrc": prompt], [.line(""), .line("   "), .line("# note"), .line("true")],
            [.init("true", 0)]),
        ShellCase(
            "Ctrl-C at the prompt", files: [".bashrc": prompt],
            [.keys("sleep 10"), .text("sleep 10"), .press("\u{3}"), .line("echo $?")],
            [.init("echo $?", 0, "130\r\n")]),
        ShellCase(
            "Ctrl-C in a command", files: [".bashrc": prompt],
            [.keys("sh -c 'echo up; exec sleep 60'\r"), .text("\u{7}up\r\n"), .press("\u{3}")],
            [.init("sh -c 'echo up; exec sleep 60'", 130)]),
        ShellCase(
            "Ctrl-Z and the job again", files: [".bashrc": prompt],
            [
                .keys("sh -c 'echo up; exec sleep 60'\r"), .text("\u{7}up\r\n"), .press("\u{1a}"),
                .line("kill -9 %1; true"),
            ],
            [.init("sh -c 'echo up; exec sleep 60'", 148), .init("kill -9 %1; true", 0)]),
        ShellCase(
            "a pipe", files: [".bashrc": prompt], [.line("printf 'a\\nb\\n' | wc -l; false | true")],
            [.init("printf 'a\\nb\\n' | wc -l; false | true", 0, "2\r\n")]),
        ShellCase(
            "several lines", files: [".bashrc": prompt],
            [.keys("for i in 1 2; do\r"), .text("> "), .keys("echo $i\r"), .text("> "), .line("done")],
            [.init("for i in 1 2; do echo $i; done", 0, "1\r\n2\r\n")]),
        ShellCase(
            "several lines without cmdhist", files: [".bashrc": prompt + "shopt -u cmdhist\n"],
            [.keys("for i in 1 2; do\r"), .text("> "), .keys("echo $i\r"), .text("> "), .line("done"), .line("true")],
            [.init("for i in 1 2; do\necho $i\ndone", 0, "1\r\n2\r\n"), .init("true", 0)]),
        ShellCase(
            "a here-document", files: [".bashrc": prompt],
            [.keys("cat <<X\r"), .text("> "), .keys("one; two\r"), .text("> "), .line("X")],
            [.init("cat <<X\none; two\nX", 0, "one; two\r\n")]),
        ShellCase(
            "two lines pasted as one", files: [".bashrc": prompt],
            [.line("\u{1b}[200~echo a\nfalse\u{1b}[201~"), .line("true")],
            [.init("echo a", 0, "a\r\n"), .init("false", 1, ""), .init("true", 0)]),
        ShellCase(
            "two lines typed ahead", files: [".bashrc": prompt],
            [.keys("sleep 0.2\recho b\r"), .prompts(2)], [.init("sleep 0.2", 0), .init("echo b", 0, "b\r\n")]),
        ShellCase(
            "a syntax error", files: [".bashrc": prompt], [.line("if then"), .line("echo $?")],
            [.init("echo $?", 0, "2\r\n")]),
        ShellCase(
            "quotes, semicolons, backslashes, UTF-8", files: [".bashrc": prompt],
            [.line(#"echo 'a;b' "c\\d" & wait; echo "grüße 漢字" \x41"#)],
            [.init(#"echo 'a;b' "c\\d" & wait; echo "grüße 漢字" \x41"#, 0)], shows: ["grüße 漢字 x41\r\n"]),
        ShellCase(
            "control characters", files: [".bashrc": prompt], [.line("echo a\u{16}\u{1}b\u{16}\tc")],
            [.init("echo a\u{1}b\tc", 0)]),
        ShellCase(
            "a long line", files: [".bashrc": prompt], [.line(": " + String(repeating: "x", count: 3000))],
            [.init(": " + String(repeating: "x", count: 3000), 0)]),
        ShellCase(
            "no newline at the end", files: [".bashrc": prompt], [.line("printf abc")], [.init("printf abc", 0, "abc")]),
        ShellCase("exit", files: [".bashrc": prompt], [.keys("exit 3\r"), .end], [.init("exit 3", nil)]),
        ShellCase("Ctrl-D", files: [".bashrc": prompt], [.line("true"), .keys("\u{4}"), .end], [.init("true", 0)]),
        ShellCase(
            "killed during a command", files: [".bashrc": prompt], [.keys("sleep 60\r"), .running, .kill(9), .end],
            [.init("sleep 60", nil)]),
        ShellCase(
            "an alias",
            files: [".bashrc": prompt + "alias greet='echo hello'\nalias printf=false local=false set=false\n"],
            [.line("greet you")], [.init("greet you", 0, "hello you\r\n")]),
        ShellCase(
            "clear", files: [".bashrc": prompt], [.line("clear"), .line("echo x")],
            [.init("clear", 0), .init("echo x", 0, "x\r\n")]),
        ShellCase(
            "a nested bash", files: [".bashrc": prompt],
            [
                .keys("PS1='inner: ' bash --norc\r"), .text("inner: "), .keys("echo deep\r"), .text("\rdeep\r\n"),
                .keys("exit 4\r"), .prompt, .line("echo $?"),
            ],
            [.init("PS1='inner: ' bash --norc", 4), .init("echo $?", 0, "4\r\n")]),
        ShellCase(
            "everything exported", files: [".bashrc": "PS1='$ '\nexport PS1 PS0 PROMPT_COMMAND='history -a'\nset -a\n"],
            [
                .line("true"), .keys("bash --norc -u\r"), .text("$ "), .keys("echo dee''p\r"), .text("deep"),
                .keys("exit\r"), .prompt,
            ],
            [.init("true", 0), .init("bash --norc -u", 0)], hides: ["not found", "unbound"]),
        ShellCase(
            "a subshell", files: [".bashrc": prompt], [.line("(echo in; exit 5)")],
            [.init("(echo in; exit 5)", 5, "in\r\n")]),
        ShellCase(
            "exec of another program", files: [".bashrc": prompt],
            [.keys("exec sh -c 'echo replaced; exit 9'\r"), .end],
            [.init("exec sh -c 'echo replaced; exit 9'", nil)], shows: ["\u{7}replaced\r\n"]),
        ShellCase(
            "exec of another bash", files: [".bashrc": prompt],
            [.keys("exec bash\r"), .text("$ "), .keys("echo aga''in\r"), .text("again\r\n"), .keys("exit\r"), .end],
            [.init("exec bash", nil)], hides: ["not found", "no such file", "No such file"]),
        ShellCase(
            "what the shell knows of the last command", files: [".bashrc": prompt],
            [
                .line("true | false"), .line("echo $? ${PIPESTATUS[*]}"), .line("true | (exit 3)"),
                .line("echo ${PIPESTATUS[*]} $_"), .line(": word"), .line("echo $_"),
                .line("read <<<x; [[ ab =~ . ]]"), .line("echo $REPLY$BASH_REMATCH"),
            ],
            [
                .init("true | false", 1), .init("echo $? ${PIPESTATUS[*]}", 0, "1 0 1\r\n"),
                .init("true | (exit 3)", 3), .init("echo ${PIPESTATUS[*]} $_", 0), .init(": word", 0),
                .init("echo $_", 0, "word\r\n"), .init("read <<<x; [[ ab =~ . ]]", 0),
                .init("echo $REPLY$BASH_REMATCH", 0, "xa\r\n"),
            ], shows: ["0 3 "]),
        ShellCase(
            "separators and braces of the user's own", files: [".bashrc": prompt],
            [
                .line("IFS=0123456789 LC_ALL=C; set +B; readonly IFS LC_ALL"), .line("(exit 130)"),
                .line("echo a\u{16}\u{1}b"),
            ],
            [
                .init("IFS=0123456789 LC_ALL=C; set +B; readonly IFS LC_ALL", 0), .init("(exit 130)", 130, ""),
                .init("echo a\u{1}b", 0),
            ], hides: ["readonly variable"]),
        ShellCase(
            "a background job", files: [".bashrc": prompt], [.line("sleep 0.1 &"), .line("wait")],
            [.init("sleep 0.1 &", 0), .init("wait", 0)]),
        ShellCase(
            "cat of a hostile file", files: [".bashrc": prompt, "evil": hostile],
            [.line("cat evil"), .line("echo after")],
            [.init("cat evil", 0), .init("echo after", 0, "after\r\n")]),
        ShellCase(
            "nothing in the environment", files: [".bashrc": prompt + "set -a\n"],
            environment: ["__web_terminal_nonce": "exported", "PROMPT_COMMAND": "true"],
            [.line("env; cat /proc/self/environ /proc/$$/environ | tr '\\0' '\\n'")],
            [.init("env; cat /proc/self/environ /proc/$$/environ | tr '\\0' '\\n'", 0)]),
        ShellCase(
            "PROMPT_COMMAND as a string", files: [".bashrc": prompt + "PROMPT_COMMAND='echo \"[code $?]\"'\n"],
            [.line("false"), .line("true")], [.init("false", 1, ""), .init("true", 0, "")],
            shows: ["[code 1]", "[code 0]"]),
        ShellCase(
            "PROMPT_COMMAND as an array",
            files: [".bashrc": prompt + "PROMPT_COMMAND=('echo \"[one $?]\"' 'echo \"[two $? ${PIPESTATUS[*]}]\"')\n"],
            [.line("true | false")], [.init("true | false", 1, "")], shows: ["[one 1]", "[two 1 0 1]"]),
        ShellCase(
            "PROMPT_COMMAND set again", files: [".bashrc": prompt + "PROMPT_COMMAND='echo one'\n"],
            [.line("PROMPT_COMMAND='echo new$?'"), .line("false"), .line(". ~/.bashrc"), .line("true")],
            [
                .init("PROMPT_COMMAND='echo new$?'", 0), .init("false", 1, ""), .init(". ~/.bashrc", 0),
                .init("true", 0, ""),
            ],
            shows: ["new1\r\n"], hides: ["new1\r\none"]),
        ShellCase(
            "PROMPT_COMMAND added to", files: [".bashrc": prompt + "PROMPT_COMMAND='echo one$?'\n"],
            [.line("PROMPT_COMMAND=\"$PROMPT_COMMAND; echo more\""), .line("false"), .line("false")],
            [.init("PROMPT_COMMAND=\"$PROMPT_COMMAND; echo more\"", 0), .init("false", 1, ""), .init("false", 1, "")],
            shows: ["one1\r\nmore\r\n"]),
        ShellCase(
            "PROMPT_COMMAND replaced by an array", files: [".bashrc": prompt + "PROMPT_COMMAND='echo one'\n"],
            [
                .keys("PROMPT_COMMAND=('echo new$?')\r"), .text("new0\r\n"), .line("false"), .line("(exit 2)"),
                .keys("unset PROMPT_COMMAND\r"), .running, .line("false"), .line("true"),
            ],
            [
                .init("PROMPT_COMMAND=('echo new$?')", 0), .init("false", 1), .init("(exit 2)", 2, ""),
                .init("unset PROMPT_COMMAND", 0), .init("false", 1, ""), .init("true", 0, ""),
            ],
            shows: ["new1\r\n", "new2\r\n"], hides: ["\u{7}one\r\nnew"]),
        ShellCase(
            "PROMPT_COMMAND with more elements", files: [".bashrc": prompt + "PROMPT_COMMAND=(':' 'echo two$?')\n"],
            [
                .line("PROMPT_COMMAND+=('PS1=\"<$?> \"')"), .line("false"), .line("true"),
                .line("PROMPT_COMMAND=('echo zero$?' \"${PROMPT_COMMAND[@]}\")"), .line("(exit 4)"), .line("true"),
            ],
            [
                .init("PROMPT_COMMAND+=('PS1=\"<$?> \"')", 0), .init("false", 1, ""), .init("true", 0, ""),
                .init("PROMPT_COMMAND=('echo zero$?' \"${PROMPT_COMMAND[@]}\")", 0), .init("(exit 4)", 4, ""),
                .init("true", 0, ""),
            ],
            shows: ["<1> ", "zero4\r\ntwo4\r\n", "<4> "]),
        ShellCase(
            "a readonly PROMPT_COMMAND", files: [".bashrc": prompt + "readonly PROMPT_COMMAND\n"],
            [.keys("echo $((6 * 7))\r"), .text("42\r\n"), .keys("exit\r"), .end], [], hides: ["readonly", "not found"],
            beginsWithPrompt: false),
        ShellCase(
            "readonly once it runs", files: [".bashrc": prompt],
            [
                .line("PROMPT_COMMAND='echo \"[$?]\"' PS0='<zero>'; readonly PROMPT_COMMAND PS0 PS1"), .line("false"),
                .line("true"),
            ],
            [
                .init("PROMPT_COMMAND='echo \"[$?]\"' PS0='<zero>'; readonly PROMPT_COMMAND PS0 PS1", 0)
            ], shows: ["[1]"], hides: ["readonly variable"]),
        ShellCase(
            "Ctrl-C in a slow PROMPT_COMMAND",
            files: [
                ".bashrc": prompt
                    + "slow() { [[ -e slow ]] || return; rm slow; echo waiting; sleep 60; }\nPROMPT_COMMAND=slow\n"
            ],
            [.keys("touch slow\r"), .text("waiting\r\n"), .press("\u{3}"), .line("false")],
            [.init("touch slow", 0, ""), .init("false", 1, "")]),
        ShellCase(
            "a prompt made anew each time",
            files: [".bashrc": "prompt() { PS1=\"[$?] \\\\$ \"; }\nPROMPT_COMMAND=prompt\n"],
            [.line("false"), .line("echo \"$PS1\" | od -c")],
            [.init("false", 1, ""), .init("echo \"$PS1\" | od -c", 0)], shows: ["[1] "]),
        ShellCase(
            "PS1 changed", files: [".bashrc": prompt],
            [.line("PS1='new> '"), .line("false"), .line("PS1=\"(venv) $PS1\""), .line("true")],
            [.init("PS1='new> '", 0), .init("false", 1, ""), .init("PS1=\"(venv) $PS1\"", 0), .init("true", 0, "")],
            shows: ["(venv) new> "]),
        ShellCase(
            "a user's PS0", files: [".bashrc": prompt + "PS0='[at \\!]\\n'\n"],
            [.line("echo x"), .line("PS0='<zero>'"), .line("echo y")],
            [.init("echo x", 0, "x\r\n"), .init("PS0='<zero>'", 0), .init("echo y", 0, "y\r\n")],
            shows: ["[at ", "<zero>"]),
        ShellCase(
            "a DEBUG trap", files: [".bashrc": prompt + "trap 'echo \"<$BASH_COMMAND>\"' DEBUG\n"],
            [.line("echo a; echo b")],
            [.init("echo a; echo b", 0, "<echo a>\r\na\r\n<echo b>\r\nb\r\n<__web_terminal_prompt>\r\n")],
            hides: ["__web_terminal_prompt_end"]),
        ShellCase(
            "a timer by DEBUG trap",
            files: [
                ".bashrc": prompt
                    + "begin() { started=${started:-$SECONDS$BASH_COMMAND}; }\ntrap begin DEBUG\nend() { echo \"<$started>\"; unset started; }\nPROMPT_COMMAND=end\n"
            ],
            [.line("true"), .line(": timed")], [.init("true", 0), .init(": timed", 0)], shows: [": timed>"]),
        ShellCase(
            "a DEBUG trap set later", files: [".bashrc": prompt],
            [.line("trap 'n=$((n+1))' DEBUG"), .line("true"), .line("false")],
            [.init("trap 'n=$((n+1))' DEBUG", 0), .init("true", 0), .init("false", 1)]),
        ShellCase(
            "traps on ERR and EXIT",
            files: [".bashrc": prompt + "trap 'echo \"<err>\"' ERR\ntrap 'echo \"<bye>\"' EXIT\n"],
            [.line("false"), .line("true"), .keys("exit\r"), .end],
            [.init("false", 1, "<err>\r\n"), .init("true", 0, ""), .init("exit", nil)], shows: ["<bye>"],
            hides: ["<err>\r\n<err>"]),
        ShellCase(
            "traps that functions inherit",
            files: [".bashrc": prompt + "trap 'echo \"<err>\"' ERR\ntrap 'echo \"<ret>\"' RETURN\nset -ET\n"],
            [.line("false"), .line("true"), .line("f() { :; }; f")],
            [.init("false", 1, "<err>\r\n"), .init("true", 0, ""), .init("f() { :; }; f", 0, "<ret>\r\n")],
            hides: ["<err>\r\n<err>"]),
        ShellCase(
            "set -e", files: [".bashrc": prompt + "set -e\n"],
            [.line("true"), .keys("x"), .press("\u{3}"), .line("if false; then :; fi"), .keys("false\r"), .end],
            [.init("true", 0), .init("if false; then :; fi", 0), .init("false", nil)]),
        ShellCase(
            "set -u and set -o pipefail", files: [".bashrc": prompt + "set -uo pipefail\n"],
            [.line("true | false | true"), .line("echo $nothing")],
            [.init("true | false | true", 1), .init("echo $nothing", 1)]),
        ShellCase(
            "set -x", files: [".bashrc": prompt], [.line("set -x"), .line("echo y"), .line("set +x")],
            [.init("set -x", 0), .init("echo y", 0, "+ echo y\r\ny\r\n"), .init("set +x", 0)]),
        ShellCase(
            "HISTCONTROL=ignoreboth",
            files: [".bashrc": prompt + "HISTCONTROL=ignoreboth\nHISTFILE=~/history\nPROMPT_COMMAND='history -a'\n"],
            [.line("echo a"), .line("echo a"), .line(" echo secret"), .line("echo a"), .line("echo $HISTCONTROL")],
            [
                .init("echo a", 0), .init("echo a", 0), .init("", 0, "secret\r\n"), .init("echo a", 0),
                .init("echo $HISTCONTROL", 0),
            ],
            leaves: ["history": "echo a\necho $HISTCONTROL\n"]),
        ShellCase(
            "HISTCONTROL added to",
            files: [".bashrc": prompt + "HISTCONTROL=ignoreboth\nPROMPT_COMMAND='echo \"<$HISTCONTROL>\"'\n"],
            [.line("HISTCONTROL=$HISTCONTROL:more"), .line("true"), .line("true")],
            [.init("HISTCONTROL=$HISTCONTROL:more", 0, ""), .init("true", 0, ""), .init("true", 0, "")],
            shows: ["<ignoreboth>", "<ignoreboth:more>"]),
        ShellCase(
            "HISTCONTROL=ignoredups", files: [".bashrc": prompt + "HISTCONTROL=ignoredups\n"],
            [.line("true"), .line("true"), .line(" true")],
            [.init("true", 0), .init("true", 0), .init(" true", 0)]),
        ShellCase(
            "HISTCONTROL with erasedups",
            files: [".bashrc": prompt + "HISTCONTROL=ignoreboth:erasedups\nHISTFILE=~/history\n"],
            [
                .line("echo a"), .line("echo b"), .line("echo a"), .line("sleep 1.1"), .line("sleep 1.1"),
                .line(" true"),
                .line("history -w"),
            ],
            [
                .init("echo a", 0), .init("echo b", 0), .init("echo a", 0), .init("sleep 1.1", 0),
                .init("sleep 1.1", 0), .init("", 0), .init("history -w", 0),
            ],
            leaves: ["history": "echo b\necho a\nsleep 1.1\nhistory -w\n"]),
        ShellCase(
            "HISTIGNORE and HISTTIMEFORMAT",
            files: [".bashrc": prompt + "HISTIGNORE='ls*:&'\nHISTTIMEFORMAT='%F %T '\n"],
            [.line("ls /"), .line("true"), .line("true")], [.init("", 0), .init("true", 0), .init("", 0)]),
        ShellCase(
            "no history", files: [".bashrc": prompt + "set +o history\n"], [.line("echo unknown"), .line("false")],
            [.init("", 0, "unknown\r\n"), .init("", 1, "")]),
        ShellCase(
            "a shared history",
            files: [
                ".bashrc": prompt + "HISTFILE=~/history\nPROMPT_COMMAND='history -a; history -c; history -r'\n",
                "history": "old\n",
            ],
            [.line("echo one"), .line("false")], [.init("echo one", 0), .init("false", 1)],
            leaves: ["history": "old\necho one\nfalse\n"]),
        ShellCase(
            "marks of the user's own",
            files: [
                ".bashrc":
                    "PS1='\\[\\e]133;A\\a\\]s> \\[\\e]133;B\\a\\]'\nPS0='\\e]133;C\\a'\nPROMPT_COMMAND='printf \"\\e]133;D;%s\\a\" $?'\n"
            ],
            [.line("echo x"), .line("false")], [.init("echo x", 0, "x\r\n"), .init("false", 1, "")]),
        ShellCase(
            "a preexec by PS0 and PROMPT_COMMAND",
            files: [
                ".bashrc":
                    "p() { local c=$?; PS1=\"[$c ${#t}]$ \"; }\nPS0='${t:0:$((t=1,0))}'\nPROMPT_COMMAND=\"p;${PROMPT_COMMAND}\"\n"
            ],
            [.line("false"), .line("true")], [.init("false", 1, ""), .init("true", 0, "")]),
        ShellCase(
            "vi mode", files: [".bashrc": prompt + "set -o vi\n", ".inputrc": "set show-mode-in-prompt on\n"],
            [.line("echo v"), .keys("echo x\u{1b}"), .keys("0Cfalse\r"), .prompt],
            [.init("echo v", 0, "v\r\n"), .init("false", 1)]),
        ShellCase(
            "promptvars off", files: [".bashrc": prompt],
            [.line("shopt -u promptvars"), .line("echo x"), .line("shopt -s promptvars"), .line("echo y")],
            [.init("shopt -u promptvars", 0), .init("echo y", 0, "y\r\n")], hides: ["web_terminal"]),
        ShellCase(
            "a login shell",
            files: [
                ".bash_profile": "echo profile\n" + prompt, ".bashrc": "echo wrong\n", ".bash_logout": "echo bye\n",
            ],
            arguments: ["-l"], [.line("shopt -q login_shell"), .keys("logout\r"), .end],
            [.init("shopt -q login_shell", 0), .init("logout", nil)], shows: ["profile", "bye\r\n"],
            hides: ["wrong"]),
        // What the system's own file sets, PS1 among it, is not there.
        ShellCase(
            "no startup files", files: [".bashrc": "echo wrong\n"], arguments: ["--norc"],
            environment: ["ENV": "/mine"],
            [.line("echo \"$PS1\""), .line(Self.asItWouldBe)],
            [
                .init("echo \"$PS1\"", 0, "\\s-\\v\\$ \\[\\e]133;B\\a\\]\r\n"),
                .init(Self.asItWouldBe, 0, ".bash_history 60 ENV=/mine\r\n"),
            ], hides: ["wrong"]),
        ShellCase(
            "a login shell without startup files", files: [".bash_profile": "echo wrong\n", ".bashrc": "echo wrong\n"],
            arguments: ["--noprofile", "--login"], [.line("echo \"$PS1\""), .line("shopt -q login_shell")],
            [
                .init("echo \"$PS1\"", 0, "\\s-\\v\\$ \\[\\e]133;B\\a\\]\r\n"), .init("shopt -q login_shell", 0),
            ], hides: ["wrong"]),
        ShellCase(
            "another rc file", files: [".bashrc": "echo wrong\n", "it's.rc": "echo mine\n" + prompt],
            arguments: ["--rcfile", "it's.rc"], [.line("echo x")],
            [.init("echo x", 0, "x\r\n")], shows: ["mine"], hides: ["wrong"]),
        ShellCase(
            "directories", files: [".bashrc": prompt], [.line("mkdir 'a b;ü' && cd a*"), .line("cd /")],
            [.init("mkdir 'a b;ü' && cd a*", 0), .init("cd /", 0)],
            shows: ["/a b\\x3bü;NONCE", "/a%20b%3B%C3%BC\u{07}"]),
        download(of: "workspace", files: [".bashrc": prompt, "a": ""]),
        ShellCase(
            "download", files: [".bashrc": prompt, "a;b": ""],
            [.line("download 'a;b'"), .line("download nothing"), .line("download")],
            [.init("download 'a;b'", 0), .init("download nothing", 1), .init("download", 2)],
            shows: ["Download=", "/a\\x3bb;NONCE"]),
        ShellCase(
            "a program that reads", files: [".bashrc": prompt],
            [.keys("read -r x; echo got $x\r"), .running, .keys("line\r"), .prompt],
            [.init("read -r x; echo got $x", 0)], shows: ["got line"]),
    ]
}
