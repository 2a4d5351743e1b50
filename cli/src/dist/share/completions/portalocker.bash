# bash completion for portalocker

_portalocker() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} subcommand= options= i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        run | who | doctor | backends)
            subcommand=${COMP_WORDS[i]}
            break
            ;;
        esac
    done
    case $subcommand in
    '') options='run who doctor backends --stacktrace --help --version' ;;
    run)
        # after FILE and the options, the command's own completion
        local file=
        for ((i++; i < COMP_CWORD; i++)); do
            case ${COMP_WORDS[i]} in
            -f | --file | --name) file=given && ((i++)) ;;
            -w | --timeout | --wait | -E | --conflict-exit-code | --mode | --backend | --locks | --on-loss | --slots) ((i++)) ;;
            --) ;;
            -*) ;;
            *)
                [ -n "$file" ] && break
                file=given
                ;;
            esac
        done
        if [ "$i" -lt "$COMP_CWORD" ] || { [ -n "$file" ] && [[ $word != -* && $before != -f && $before != --file ]]; }; then
            if declare -F _command_offset >/dev/null; then
                _command_offset "$i"
            else
                mapfile -t COMPREPLY < <(compgen -c -- "$word")
            fi
            return
        fi
        case $before in
        --backend)
            mapfile -t COMPREPLY < <(compgen -W "$(portalocker backends 2>/dev/null | awk 'NR > 1 { print $1 }') flock ofd universal" -- "$word")
            return
            ;;
        --on-loss)
            mapfile -t COMPREPLY < <(compgen -W 'term kill ignore' -- "$word")
            return
            ;;
        -w | --timeout | --wait | -E | --conflict-exit-code | --mode | --name | --locks | --slots | -c | --command) return ;;
        esac
        options='--shared --exclusive --nonblock --timeout --conflict-exit-code --file --name --locks --on-loss --slots --mode --close --no-fork
            --backend --fcntl --verbose --command --help --version'
        ;;
    who) options='--json --name --locks --help --version' ;;
    doctor) options='--backend --help --version' ;;
    backends) options='--help --version' ;;
    esac
    if [ -z "$subcommand" ] || [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}

complete -o filenames -F _portalocker portalocker
