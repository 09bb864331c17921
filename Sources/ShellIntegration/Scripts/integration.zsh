# What zsh reads as .zshenv, ahead of the user's own startup files: ZDOTDIR led here and is led back at once, so that
# zsh goes on with those itself. It marks where prompts, commands and their output begin and end, by OSC 133 and OSC 633.
#
# Hooks are put in place with the first prompt, when the user's files have been read. Functions come before those, so
# that no alias of theirs changes what is meant here; each begins with the options of a fresh zsh. A line in front of this,
# which the server writes, sets __web_terminal_workspace, the directory whose files can be offered.

builtin unset -v __web_terminal_nonce __web_terminal_directory
typeset -g +x __web_terminal_directory=$ZDOTDIR __web_terminal_nonce=''
if (( ${+WEB_TERMINAL_ZDOTDIR} )); then
    builtin export ZDOTDIR=$WEB_TERMINAL_ZDOTDIR
    builtin unset WEB_TERMINAL_ZDOTDIR
else
    builtin unset ZDOTDIR
fi
if [[ -o interactive ]]; then
    { IFS= builtin read -r __web_terminal_nonce <$__web_terminal_directory/nonce } 2>/dev/null
fi
# So that no program started from here can read it.
{ : >|$__web_terminal_directory/nonce } 2>/dev/null
builtin unset -v __web_terminal_directory

if [[ -n $__web_terminal_nonce ]]; then
    typeset -gi +x __web_terminal_running=0
    typeset -g +x __web_terminal_cwd='' __web_terminal_cwd_marks=''
    typeset -g +x __web_terminal_ps1=$'%{\e]133;B\a%}'
    # zsh prints it in front of the mark of a line without an end, and that in front of everything that precmd prints:
    # the output of a command ends here.
    typeset -g +x __web_terminal_end=$'%{\e]633;D;%?;'$__web_terminal_nonce$'\a%}'

    # $1 as the value of a mark, into REPLY: no separator, no control character, at most 4,097 characters, of which the
    # server keeps 4,096 bytes and so knows that there were more.
    __web_terminal_escape() {
        builtin emulate -L zsh
        builtin setopt no_multibyte no_xtrace no_err_exit no_err_return
        local character
        local -i number
        REPLY=${1[1,4097]}
        REPLY=${REPLY//\\/\\\\}
        REPLY=${REPLY//;/\\x3b}
        [[ $REPLY == *[$'\x01'-$'\x1f'$'\x7f']* ]] || return 0
        for number in {1..31} 127; do
            character=${(#)number}
            REPLY=${REPLY//$character/\\x${(l:2::0:)$(( [##16] number ))}}
        done
    }

    # The marks for the directory, into __web_terminal_cwd_marks.
    __web_terminal_locate() {
        builtin emulate -L zsh
        builtin setopt no_multibyte no_xtrace no_err_exit no_err_return extended_glob
        local url REPLY MATCH
        local -i MBEGIN MEND
        __web_terminal_cwd=$PWD
        url=${PWD//(#m)[^A-Za-z0-9\/._~-]/%${(l:2::0:)$(( [##16] #MATCH ))}}
        __web_terminal_escape "$PWD"
        __web_terminal_cwd_marks=$'\e]633;P;Cwd='$REPLY\;$__web_terminal_nonce$'\a\e]7;file://'$HOST$url$'\a'
    }

    # Puts the hooks where they belong: one first, where `$?` is the command's and its time not yet the prompt's, one
    # last, where prompts are final. False when that was not so before.
    __web_terminal_hook() {
        builtin emulate -L zsh
        builtin setopt no_xtrace no_err_exit no_err_return
        typeset -ga precmd_functions preexec_functions
        if [[ $preexec_functions[-1] != __web_terminal_preexec ]]; then
            preexec_functions=(${preexec_functions:#__web_terminal_*} __web_terminal_preexec)
        fi
        [[ $precmd_functions[1] == __web_terminal_precmd && $precmd_functions[-1] == __web_terminal_precmd_end ]] &&
            return 0
        precmd_functions=(${precmd_functions:#__web_terminal_*})
        precmd_functions=(__web_terminal_precmd $precmd_functions __web_terminal_precmd_end)
        if (( ! ${+functions[download]} && ! ${+aliases[download]} && ! ${+commands[download]} )); then
            functions[download]=$functions[__web_terminal_download]
        fi
        return 1
    }

    # The first of precmd_functions: a command has ended, or there was none.
    __web_terminal_precmd() {
        local -i __web_terminal_status=$?
        builtin emulate -L zsh
        builtin setopt no_xtrace no_err_exit no_err_return
        local marks
        if (( __web_terminal_running )); then
            __web_terminal_running=0
            marks=$'\e]633;D;'$__web_terminal_status\;$__web_terminal_nonce$'\a\e]133;D;'$__web_terminal_status$'\a'
            if [[ ${PROMPT_EOL_MARK-} == $__web_terminal_end* ]]; then
                if (( ${+__web_terminal_eol} )); then
                    PROMPT_EOL_MARK=$__web_terminal_eol
                else
                    builtin unset PROMPT_EOL_MARK
                fi
            fi
        fi
        [[ $__web_terminal_cwd == $PWD ]] || __web_terminal_locate
        marks+=$__web_terminal_cwd_marks$'\e]133;A\a\e]633;A;'$__web_terminal_nonce$'\a'
        if [[ ${widgets[zle-line-init]-} == user:__web_terminal_line_init ]]; then
            builtin zle -D zle-line-init
            if (( ${+widgets[__web_terminal_user_line_init]} )); then
                builtin zle -A __web_terminal_user_line_init zle-line-init
                builtin zle -D __web_terminal_user_line_init
            fi
        fi
        # The last hook comes with the next prompt; the end of this one is marked by the editor.
        if ! __web_terminal_hook; then
            if [[ -o zle ]]; then
                (( ! ${+widgets[zle-line-init]} )) || builtin zle -A zle-line-init __web_terminal_user_line_init
                builtin zle -N zle-line-init __web_terminal_line_init
            else
                marks+=$'\e]133;B\a'
            fi
        fi
        builtin print -rn -u2 -- $marks
    }

    # When the editor has shown the first prompt.
    __web_terminal_line_init() {
        builtin print -rn -u2 -- $'\e]133;B\a'
        (( ! ${+widgets[__web_terminal_user_line_init]} )) || builtin zle __web_terminal_user_line_init "$@"
    }

    # The last of precmd_functions.
    __web_terminal_precmd_end() {
        local -i percent=0
        [[ -o prompt_percent ]] && percent=1
        builtin emulate -L zsh
        builtin setopt no_xtrace no_err_exit no_err_return
        if (( ! percent )) || [[ ${(t)PS1} == *readonly* ]]; then
            builtin print -rn -u2 -- $'\e]133;B\a'
        elif [[ $PS1 != *$__web_terminal_ps1 ]]; then
            PS1+=$__web_terminal_ps1
        fi
        return 0
    }

    # A line has been read and is about to be run. What zsh keeps out of its history is announced without its text.
    __web_terminal_preexec() {
        local -i secret=0
        [[ -o hist_ignore_space && ${1-} == ' '* ]] && secret=1
        builtin emulate -L zsh
        builtin setopt no_xtrace no_err_exit no_err_return
        # Empty also for what a hook of the user's keeps out of it, or when there is none.
        local REPLY marks text=${1-}
        # A second command of what was pasted as one.
        (( __web_terminal_running )) && return 0
        __web_terminal_running=1
        __web_terminal_hook
        [[ ${(t)PS1} == *readonly* ]] || PS1=${PS1%$__web_terminal_ps1}
        (( secret )) && text=
        # The user's files had put other hooks in the place of ours.
        if [[ -z $__web_terminal_cwd ]]; then
            __web_terminal_locate
            marks=$__web_terminal_cwd_marks
        fi
        __web_terminal_escape "$text"
        if [[ ${(t)PROMPT_EOL_MARK-} != *(export|readonly)* ]]; then
            builtin unset __web_terminal_eol
            (( ${+PROMPT_EOL_MARK} )) && typeset -g +x __web_terminal_eol=$PROMPT_EOL_MARK
            typeset -g +x PROMPT_EOL_MARK=$__web_terminal_end${PROMPT_EOL_MARK-%B%S%#%s%b}
        fi
        marks+=$'\e]633;E;'$REPLY\;$__web_terminal_nonce$'\a\e]133;C\a\e]633;C;'$__web_terminal_nonce$'\a'
        builtin print -rn -u2 -- $marks
    }

    # Offers files to whoever looks at this terminal.
    __web_terminal_download() {
        builtin emulate -L zsh
        builtin setopt no_xtrace no_err_exit no_err_return
        local file file_path REPLY
        if (( $# == 0 )) || [[ $1 == -* && $1 != -- ]]; then
            builtin print -u2 'usage: download FILE...'
            return 2
        fi
        [[ $1 != -- ]] || builtin shift
        if (( $# > 8 )); then
            builtin print -u2 'download: at most 8 files at once; tar or zip makes one of them'
            return 2
        fi
        for file; do
            file_path=$file
            [[ $file_path == /* ]] || file_path=${PWD%/}/$file_path
            if [[ ! -f $file_path || ! -r $file_path ]] || (( ${#file_path} > 4096 )); then
                builtin print -ru2 -- "download: $file: no file that can be read"
                return 1
            fi
            # Where it is, whatever links led there.
            file_path=${file_path:P}
            if [[ -n ${__web_terminal_workspace-} && $file_path != ${__web_terminal_workspace}/* ]]; then
                builtin print -ru2 -- "download: $file: only files in the workspace can be offered;" \
                    "copy it to $__web_terminal_workspace first"
                return 1
            fi
            __web_terminal_escape "$file_path"
            { builtin print -rn -- $'\e]633;P;Download='$REPLY\;$__web_terminal_nonce$'\a' >/dev/tty } 2>/dev/null ||
                return 1
        done
    }

    precmd_functions=(__web_terminal_precmd)
    preexec_functions=(__web_terminal_preexec)
fi

# As zsh would have done it.
if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then
    builtin source ${ZDOTDIR:-$HOME}/.zshenv
fi
