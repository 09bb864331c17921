# shellcheck shell=bash
# What bash 4.4 or later reads in place of its own startup files: it marks where prompts, commands and their output
# begin and end, by OSC 133 and OSC 633, and then behaves as the user's files want it.
#
# Lines in front of this, which the server writes, set __web_terminal_directory, where the nonce is,
# __web_terminal_startup: what bash would have read (bashrc, login, none, or `file:` and a path), and
# __web_terminal_workspace, the directory whose files can be offered. Where bash is to read no file of its own it was
# started in POSIX mode, which others in front of those take back.
#
# There is no DEBUG trap here, for there is one only and it is the user's. A command begins when bash expands PS0, which
# happens in the shell itself but may set nothing that has a value except by arithmetic; it has ended when PROMPT_COMMAND
# runs.
# Functions come before the user's files, so that no alias of theirs changes what is meant here.

{ __web_terminal_options=${-//[!aeETuxv]/}; builtin set +aeETuxv; } 2>/dev/null
builtin unset -v __web_terminal_nonce __web_terminal_armed __web_terminal_zero __web_terminal_shown __web_terminal_seen \
    __web_terminal_control __web_terminal_cwd __web_terminal_cwd_marks __web_terminal_quiet __web_terminal_line
builtin export -n __web_terminal_directory __web_terminal_startup __web_terminal_workspace __web_terminal_options
# Before the user's files, which may never come back. So that no program started from here can read it, it is emptied.
{
    IFS= builtin read -r __web_terminal_nonce <"$__web_terminal_directory/nonce"
    : >|"$__web_terminal_directory/nonce"
} 2>/dev/null
builtin unset -v __web_terminal_directory
# Which values are read where, PS0 and PS1, nobody can see from here. The last expansion in PS0 prints nothing; it puts our
# last element back when PROMPT_COMMAND was set as a whole.
# shellcheck disable=SC2016
__web_terminal_ps0='${__web_terminal_armed:+$({ __web_terminal_begin "$?" "$((HISTCMD - ${__web_terminal_line-0}))" '\
'"$(HISTTIMEFORMAT=%s: builtin history 1)"; } 2>/dev/null)}'\
'${__web_terminal_zero[__web_terminal_line=HISTCMD,__web_terminal_armed=0]-}'\
'${__web_terminal_last+${__web_terminal_last#"${PROMPT_COMMAND[633]=$__web_terminal_last}"}}'
# What PROMPT_COMMAND begins and ends with: without a trace for users of xtrace. Debuggers see the name. The index stays
# when the user sets PROMPT_COMMAND, which sets the first. DEBUG traps are not seen from inside a function.
__web_terminal_first='{ __web_terminal_prompt; } 3>&2 2>/dev/null'
# shellcheck disable=SC2016
__web_terminal_last='{ __web_terminal_prompt_end "$?" "$(builtin trap -p DEBUG; builtin printf \\a;'\
'HISTTIMEFORMAT=%s: builtin history 1)"; } 3>&2 2>/dev/null'
__web_terminal_ps1='\[\e]133;B\a\]'

# $1 as the value of a mark, into REPLY: no separator, no control character, at most 4,097 bytes, of which the server
# keeps 4,096 and so knows that there were more.
__web_terminal_escape() {
    builtin local number octal character
    [[ ${LC_ALL@a} == *r* ]] || builtin local LC_ALL=C
    REPLY=${1:0:4097}
    REPLY=${REPLY//\\/\\\\}
    REPLY=${REPLY//;/\\x3b}
    [[ $REPLY == *[[:cntrl:]]* ]] || builtin return 0
    # Without braceexpand too.
    for ((number = 1; number < 128; number += number == 31 ? 96 : 1)); do
        builtin printf -v octal '\\%03o' "$number"
        builtin printf -v character %b "$octal"
        [[ $REPLY == *"$character"* ]] || builtin continue
        builtin printf -v octal '\\x%02x' "$number"
        # Since bash 5.2 a `&` in here would be what was found; there is none.
        REPLY=${REPLY//"$character"/"$octal"}
    done
}

# The marks for the directory, into __web_terminal_cwd_marks.
__web_terminal_locate() {
    builtin local url='' rest character hexadecimal
    [[ ${LC_ALL@a} == *r* ]] || builtin local LC_ALL=C
    __web_terminal_cwd=$PWD
    rest=$PWD
    while [[ -n $rest ]]; do
        character=${rest%%[!A-Za-z0-9/._~-]*}
        url+=$character
        rest=${rest:${#character}}
        [[ -n $rest ]] || builtin break
        builtin printf -v hexadecimal %02X "'${rest:0:1}"
        # A byte above 127 comes out with its sign.
        url+=%${hexadecimal: -2}
        rest=${rest:1}
    done
    __web_terminal_escape "$PWD"
    __web_terminal_cwd_marks=$'\e]633;P;Cwd='$REPLY\;$__web_terminal_nonce$'\a\e]7;file://'${HOSTNAME-}$url$'\a'
}

# The text of an entry as `history` prints it, into REPLY: what follows number, mark of change, blank and time. With the
# time an entry is another one when the same line was typed again.
__web_terminal_entry() {
    REPLY=${1#*[0-9][ *] }
    if [[ $REPLY == '??'* ]]; then
        REPLY=${REPLY#'??'}
    else
        REPLY=${REPLY#*:}
    fi
}

# Its number.
__web_terminal_number() {
    REPLY=${1#"${1%%[0-9]*}"}
    REPLY=${REPLY%%[!0-9]*}
}

# True when bash puts all lines into its history, but for one that is the same again, and the newest entry is that.
__web_terminal_is_duplicate() {
    [[ -o history && ${HISTCONTROL-} == *@(ignoredups|erasedups|ignoreboth)* &&
        ${HISTCONTROL-} != *@(ignorespace|ignoreboth)* && ! ${HISTIGNORE-} ]]
}

# From PS0, when a line has been read and before it is run, in a subshell. $1: `$?`; $2: by how many entries the history
# has grown since the line before; $3: its newest entry.
# bash gives a line to nobody but its history. What its user keeps out of that is not asked for by other ways either:
# the command is announced without its text.
__web_terminal_begin() {
    builtin set +aeETuxv
    # With functrace what it prints would be in the mark.
    builtin trap - RETURN
    builtin local REPLY='' number before line
    if ((!__web_terminal_armed)); then
        # There was no prompt in between: one more line of what was pasted as one.
        builtin printf '\e]633;D;%s;%s\a\e]133;D;%s\a' "$1" "$__web_terminal_nonce" "$1"
        if (($2)) || __web_terminal_is_duplicate; then
            __web_terminal_entry "$3"
        fi
    elif [[ $3 != "$__web_terminal_shown" ]]; then
        __web_terminal_number "$3"
        number=${REPLY:-0}
        __web_terminal_number "$__web_terminal_shown"
        before=${REPLY:-0}
        __web_terminal_entry "$3"
        # Without cmdhist each line of a command is an entry of its own.
        if ! builtin shopt -q cmdhist && ((number > before + 1)); then
            line=''
            while ((before++ < number)); do
                __web_terminal_entry "$(HISTTIMEFORMAT=%s: builtin history $((number - before + 1)))"
                line+=${line:+$'\n'}${REPLY%%$'\n'*}
            done
            REPLY=$line
        fi
    elif [[ $3 ]] && __web_terminal_is_duplicate; then
        __web_terminal_entry "$3"
    fi
    __web_terminal_escape "$REPLY"
    builtin printf '\e]633;E;%s;%s\a\e]133;C\a\e]633;C;%s\a' "$REPLY" "$__web_terminal_nonce" "$__web_terminal_nonce"
}

# Marks in PS0. Without promptvars bash would show the text of ours.
__web_terminal_wrap_ps0() {
    [[ ${PS0@a} != *r* ]] || builtin return 0
    if ! builtin shopt -q promptvars; then
        PS0=${PS0-}
        PS0=${PS0%"$__web_terminal_ps0"}
    elif [[ ${PS0-} != *"$__web_terminal_ps0" ]]; then
        PS0=${PS0-}$__web_terminal_ps0
    fi
}

# Notes what the newest entry of the history is before the next line, $1, and sees to it that a line that is the same
# again makes an entry of its own, where it could not be told from one that is kept out for another reason.
__web_terminal_watch_history() {
    __web_terminal_shown=$1
    # Not by `=~`, for BASH_REMATCH is the user's.
    if [[ ${HISTCONTROL-} == *@(ignoredups|ignoreboth)* && ! ${HISTCONTROL@a} == *r* &&
        (${HISTCONTROL-} == *@(ignorespace|ignoreboth)* || ${HISTIGNORE-}) ]]; then
        __web_terminal_control=$HISTCONTROL
        HISTCONTROL=web-terminal
        [[ $__web_terminal_control != *erasedups* ]] || HISTCONTROL=erasedups:$HISTCONTROL
        [[ $__web_terminal_control != *@(ignorespace|ignoreboth)* ]] || HISTCONTROL=ignorespace:$HISTCONTROL
        __web_terminal_lent=$HISTCONTROL
    fi
}

# Takes that back, and the entry too.
__web_terminal_release_history() {
    [[ -v __web_terminal_control ]] || builtin return 0
    builtin local control="$__web_terminal_control" newest REPLY text
    builtin unset -v __web_terminal_control
    # The user may have set it since, or added something.
    [[ ${HISTCONTROL-} == *"$__web_terminal_lent"* ]] || builtin return 0
    HISTCONTROL=${HISTCONTROL/"$__web_terminal_lent"/$control}
    # bash has taken the older of the two away.
    [[ $control != *erasedups* ]] || builtin return 0
    newest=$(HISTTIMEFORMAT=%s: builtin history 1)
    [[ $newest && $newest != "$__web_terminal_shown" ]] || builtin return 0
    __web_terminal_entry "$__web_terminal_shown"
    text=$REPLY
    __web_terminal_entry "$newest"
    if [[ $text == "$REPLY" ]]; then
        __web_terminal_number "$newest"
        builtin history -d "$REPLY"
    fi
}

# A command has ended with `$1`, or there was none, and a prompt is next. Marks go to descriptor $2.
__web_terminal_announce() {
    builtin local marks='' REPLY
    if ((!__web_terminal_armed)); then
        marks=$'\e]633;D;'$1\;$__web_terminal_nonce$'\a\e]133;D;'$1$'\a'
    fi
    __web_terminal_armed=1
    __web_terminal_seen=1
    [[ ${__web_terminal_cwd-} == "$PWD" ]] || __web_terminal_locate
    marks+=$__web_terminal_cwd_marks$'\e]133;A\a\e]633;A;'$__web_terminal_nonce$'\a'
    builtin printf %s "$marks" >&"$2"
}

# The first of PROMPT_COMMAND. Descriptor 3, or 2 for those with a DEBUG trap, is where readline writes prompts.
__web_terminal_prompt() {
    { builtin local __web_terminal_status="$?" __web_terminal_options="${-//[!aeETuxv]/}"; } 2>/dev/null
    # Before 5.1 it would turn the history on, in which the rest of PROMPT_COMMAND would stand.
    { ((!__web_terminal_elements)) || builtin local -; } 2>/dev/null
    { builtin set +aeETuxv; } 2>/dev/null
    __web_terminal_announce "$__web_terminal_status" "$((__web_terminal_quiet ? 2 : 3))"
    [[ ${PS1@a} == *r* ]] || PS1=${PS1-} PS1=${PS1%"$__web_terminal_ps1"}
    __web_terminal_release_history
    if ((__web_terminal_quiet)); then
        __web_terminal_wrap_ps0
        __web_terminal_watch_history "$(HISTTIMEFORMAT=%s: builtin history 1)"
        builtin printf '\e]133;B\a' >&2
    fi
    # Element by element bash keeps `$?` itself, and our own would set off a trap on ERR.
    ((__web_terminal_elements)) && builtin return 0
    # With errexit it would end the shell.
    [[ $__web_terminal_options != *e* ]] || __web_terminal_status=0
    {
        [[ -z $__web_terminal_options ]] || builtin set "-$__web_terminal_options"
        builtin return "$__web_terminal_status"
    } 2>/dev/null
}

# Puts our elements of PROMPT_COMMAND where they belong, the user's in between in the order in which bash would run them
# without ours: $1 first, and $2 last, if it is not empty.
__web_terminal_order() {
    builtin local index element behind='' before user
    # Without ours the user's own first is where ours is: the second is the one that it replaces.
    builtin local replaced=1
    before=() user=()
    [[ ${PROMPT_COMMAND[*]} != *"$__web_terminal_first"* ]] || replaced=0
    for index in "${!PROMPT_COMMAND[@]}"; do
        element=${PROMPT_COMMAND[index]}
        if [[ $element == *"$__web_terminal_first"* ]]; then
            # What was added behind it stands behind the user's own first; what in front of it, in front of that.
            behind=${element#*"$__web_terminal_first"}
            behind=${behind//"$__web_terminal_first"/:}
            behind=${behind#"${behind%%[!; $'\t\n']*}"}
            element=${element%%"$__web_terminal_first"*}
            [[ -z $element ]] || before+=("$element")
            builtin continue
        fi
        if [[ $element == "$__web_terminal_last" ]] || ((replaced && index == 1)); then
            builtin continue
        fi
        user+=("$element")
        [[ -z $behind ]] || user+=("$behind")
        behind=''
    done
    [[ -z $behind ]] || user+=("$behind")
    __web_terminal_first=$1
    __web_terminal_last=$2
    PROMPT_COMMAND=("$1" "${before[@]}" "${user[@]}")
    [[ -z $2 ]] || PROMPT_COMMAND[633]=$2
}

# The last of PROMPT_COMMAND, where prompts are final. $1: `$?`; $2: the user's DEBUG trap, BEL, and the newest entry
# of the history; descriptor 3: where readline writes prompts.
__web_terminal_prompt_end() {
    builtin local - indices isOurs=1
    builtin set +aeETuxv
    if ((!__web_terminal_seen)); then
        __web_terminal_announce "$1" 3
        __web_terminal_release_history
    fi
    __web_terminal_seen=0
    indices=("${!PROMPT_COMMAND[@]}")
    if [[ ${PROMPT_COMMAND[0]-} != "$__web_terminal_first" ]] || ((indices[-1] != 633)); then
        isOurs=0
    fi
    if [[ $2 != $'\a'* ]]; then
        # It would take this for the next command of the user.
        __web_terminal_quiet=1
        builtin printf '\e]133;B\a' >&3
    elif [[ ${PS1@a} == *r* ]] || ! [[ -v PS1 ]] || ((indices[-1] != 633)); then
        # What comes behind us may set it.
        builtin printf '\e]133;B\a' >&3
    elif [[ $PS1 != *"$__web_terminal_ps1" ]]; then
        PS1=$PS1$__web_terminal_ps1
    fi
    __web_terminal_wrap_ps0
    __web_terminal_watch_history "${2#*$'\a'}"
    [[ ${PROMPT_COMMAND@a} != *r* ]] || builtin return 0
    if ((__web_terminal_quiet)); then
        __web_terminal_order __web_terminal_prompt ''
    elif ((!isOurs)); then
        # The user's files were read again, or a program has put itself there.
        __web_terminal_order "$__web_terminal_first" "$__web_terminal_last"
    fi
    builtin return 0
}

# Hooks bash, when the user's files have been read. $1: the user's DEBUG trap.
__web_terminal_install() {
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)) ||
        [[ -z ${__web_terminal_nonce-} || ${PROMPT_COMMAND@a}${PS0@a} == *r* ]]; then
        builtin unset -v __web_terminal_nonce
        builtin return 0
    fi
    __web_terminal_zero=('')
    __web_terminal_seen=0
    __web_terminal_armed=1
    __web_terminal_quiet=0
    __web_terminal_elements=0
    # A shell started from here has no function of that name.
    builtin export -n PROMPT_COMMAND
    ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) && __web_terminal_elements=1
    # bash-preexec puts its DEBUG trap there with the first prompt.
    if [[ -n $1 || ${PROMPT_COMMAND[*]-} == *__bp_* ]] || ((!__web_terminal_elements)); then
        __web_terminal_quiet=1
        __web_terminal_first=__web_terminal_prompt
        __web_terminal_last=''
    fi
    if ((__web_terminal_elements)); then
        PROMPT_COMMAND=("$__web_terminal_first" "${PROMPT_COMMAND[@]}")
    else
        # shellcheck disable=SC2128,SC2178
        PROMPT_COMMAND=$__web_terminal_first${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}
    fi
    [[ -z $__web_terminal_last ]] || PROMPT_COMMAND[633]=$__web_terminal_last
    builtin type download >/dev/null 2>&1 && builtin return 0
    # Offers files to whoever looks at this terminal.
    download() {
        builtin local - file path REPLY
        builtin set +aeETuxv
        [[ ${LC_ALL@a} == *r* ]] || builtin local LC_ALL=C
        if (($# == 0)) || [[ $1 == -* && $1 != -- ]]; then
            builtin printf 'usage: download FILE...\n' >&2
            builtin return 2
        fi
        [[ $1 != -- ]] || builtin shift
        if (($# > 8)); then
            builtin printf 'download: at most 8 files at once; tar or zip makes one of them\n' >&2
            builtin return 2
        fi
        for file; do
            path=$file
            [[ $path == /* ]] || path=${PWD%/}/$path
            if [[ ! -f $path || ! -r $path || ${#path} -gt 4096 ]]; then
                builtin printf 'download: %s: no file that can be read\n' "$file" >&2
                builtin return 1
            fi
            # Where it is, whatever links led there. The dot keeps line ends at the end of a name.
            REPLY=$(builtin command readlink -fn -- "$path" 2>/dev/null && builtin printf .) && path=${REPLY%.}
            if [[ ${__web_terminal_workspace-} && $path != "$__web_terminal_workspace"/* ]]; then
                builtin printf 'download: %s: only files in the workspace can be offered; copy it to %s first\n' \
                    "$file" "$__web_terminal_workspace" >&2
                builtin return 1
            fi
            __web_terminal_escape "$path"
            builtin printf '\e]633;P;Download=%s;%s\a' "$REPLY" "$__web_terminal_nonce" 2>/dev/null >/dev/tty ||
                builtin return 1
        done
    }
}

{ [[ -z $__web_terminal_options ]] || builtin set "-$__web_terminal_options"; } 2>/dev/null
# What bash would have read.
# shellcheck source=/dev/null
case ${__web_terminal_startup-} in
bashrc)
    if [[ -r ~/.bashrc ]]; then
        . ~/.bashrc
    fi
    ;;
login)
    if [[ -r /etc/profile ]]; then
        . /etc/profile
    fi
    if [[ -r ~/.bash_profile ]]; then
        . ~/.bash_profile
    elif [[ -r ~/.bash_login ]]; then
        . ~/.bash_login
    elif [[ -r ~/.profile ]]; then
        . ~/.profile
    fi
    ;;
file:*)
    if [[ -r ${__web_terminal_startup#file:} ]]; then
        . "${__web_terminal_startup#file:}"
    fi
    ;;
esac

{ __web_terminal_options=${-//[!aeETuxv]/}; builtin set +aeETuxv; } 2>/dev/null
__web_terminal_install "$(builtin trap -p DEBUG)"
builtin unset -v __web_terminal_startup
builtin unset -f __web_terminal_install
{
    [[ -z $__web_terminal_options ]] || builtin set "-$__web_terminal_options"
    builtin unset -v __web_terminal_options
} 2>/dev/null
