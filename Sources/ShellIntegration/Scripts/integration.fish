# Read by fish after its own and the user's configuration: marks where prompts, commands and their output begin and end,
# by OSC 133 and OSC 633. Lines in front of this, which the server writes, set __web_terminal_directory, where the nonce
# is, and __web_terminal_workspace, the directory whose files can be offered.

while set --query __web_terminal_nonce
    set --erase __web_terminal_nonce
end
set --global --unexport __web_terminal_nonce
if status is-interactive; and test -r $__web_terminal_directory/nonce
    read --global --unexport __web_terminal_nonce <$__web_terminal_directory/nonce
    # So that no program started from here can read it.
    true 2>/dev/null >$__web_terminal_directory/nonce
end
set --erase __web_terminal_directory

# For each new home fish makes completions of all manual pages: ten seconds and many megabytes, for one session only.
if set --query __web_terminal_workspace; and test (builtin realpath -- $HOME) = $__web_terminal_workspace
    for __web_terminal_place in $__fish_user_data_dir $__fish_cache_dir
        string match --quiet -- "$HOME/*" $__web_terminal_place
        and command mkdir -p -- $__web_terminal_place/generated_completions 2>/dev/null
    end
    set --erase __web_terminal_place
end

if test -n "$__web_terminal_nonce"
    set --global --unexport __web_terminal_running 0

    # $argv[1] as the value of a mark: no separator, no control character, at most 4,097 characters, of which the server
    # keeps 4,096 bytes and so knows that there were more.
    function __web_terminal_escape
        set --local lines (string sub --length 4097 -- $argv[1])
        set lines (string replace --all -- '\\' '\\\\' $lines)
        set lines (string replace --all -- ';' '\\x3b' $lines)
        if string match --quiet --regex '[\x01-\x1f\x7f]' -- $lines
            for code in 0{1,2,3,4,5,6,7,8,9,b,c,d,e,f} 1{0,1,2,3,4,5,6,7,8,9,a,b,c,d,e,f} 7f
                set lines (string replace --all -- (printf '\x'$code) '\\x'$code $lines)
            end
        end
        string join '\\x0a' -- $lines
    end

    function __web_terminal_postexec --on-event fish_postexec
        set --local code $status
        test $__web_terminal_running = 1; or return
        set __web_terminal_running 0
        printf '\e]633;D;%s;%s\a\e]133;D;%s\a' $code $__web_terminal_nonce $code
    end

    # A line that fish does not understand it leaves where it is, to be mended: that is no new prompt.
    function __web_terminal_posterror --on-event fish_posterror
        printf '\e]633;P;Line=kept;%s\a' $__web_terminal_nonce
    end

    # Also after Ctrl-C.
    function __web_terminal_prompt --on-event fish_prompt --on-event fish_cancel
        printf '\e]633;P;Cwd=%s;%s\a\e]7;file://%s%s\a\e]133;A\a\e]633;A;%s\a' \
            (__web_terminal_escape $PWD) $__web_terminal_nonce $hostname (string escape --style=url -- $PWD) \
            $__web_terminal_nonce
        # The user may have a new prompt.
        functions --query fish_prompt; or return
        if not functions fish_prompt | string match --quiet '*__web_terminal_user_prompt*'
            functions --query __web_terminal_user_prompt; and functions --erase __web_terminal_user_prompt
            functions --copy fish_prompt __web_terminal_user_prompt
            function fish_prompt
                __web_terminal_user_prompt
                printf '\e]133;B\a'
            end
        end
    end

    # What fish keeps out of its history is announced without its text.
    function __web_terminal_preexec --on-event fish_preexec
        set --local text $argv[1]
        if test -n "$fish_private_mode"; or string match --quiet -- ' *' $text
            or begin
                functions --query fish_should_add_to_history; and not fish_should_add_to_history $text >/dev/null 2>&1
            end
            set text ''
        end
        set __web_terminal_running 1
        printf '\e]633;E;%s;%s\a\e]133;C\a\e]633;C;%s\a' \
            (__web_terminal_escape $text | string collect) $__web_terminal_nonce $__web_terminal_nonce
    end

    if not type --query download
        function download --description 'Offer files to whoever looks at this terminal'
            if test (count $argv) = 0; or string match --quiet -- '-*' $argv[1]; and test "$argv[1]" != --
                echo 'usage: download FILE...' >&2
                return 2
            end
            test "$argv[1]" = --; and set --erase argv[1]
            if test (count $argv) -gt 8
                echo 'download: at most 8 files at once; tar or zip makes one of them' >&2
                return 2
            end
            for file in $argv
                set --local path $file
                string match --quiet -- '/*' $path; or set path (string trim --right --chars / -- $PWD)/$file
                if not test -f $path; or not test -r $path; or test (string length -- $path) -gt 4096
                    printf 'download: %s: no file that can be read\n' $file >&2
                    return 1
                end
                # Where it is, whatever links led there.
                set --local place (builtin realpath -- $path 2>/dev/null | string collect)
                test -n "$place"; and set path $place
                if set --query __web_terminal_workspace
                    and not string match --quiet --regex -- \
                        '^'(string escape --style=regex -- $__web_terminal_workspace)/ $path
                    printf 'download: %s: only files in the workspace can be offered; copy it to %s first\n' \
                        $file $__web_terminal_workspace >&2
                    return 1
                end
                printf '\e]633;P;Download=%s;%s\a' (__web_terminal_escape $path) $__web_terminal_nonce 2>/dev/null >/dev/tty
                or return 1
            end
        end
    end
end
