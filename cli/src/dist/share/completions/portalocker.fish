# fish completion for portalocker

function __portalocker_lacks_subcommand
    not __fish_seen_subcommand_from run who doctor backends
end

complete -c portalocker -n __portalocker_lacks_subcommand -f
complete -c portalocker -n __portalocker_lacks_subcommand -a run -d 'Run a command while holding a lock on a file'
complete -c portalocker -n __portalocker_lacks_subcommand -a who -d 'Show which processes hold locks on a file, or wait'
complete -c portalocker -n __portalocker_lacks_subcommand -a doctor -d 'Prove which locks exclude which in a directory'
complete -c portalocker -n __portalocker_lacks_subcommand -a backends -d 'List the lock backends'
complete -c portalocker -n __portalocker_lacks_subcommand -l stacktrace -d 'Show where in portalocker an error occurred'
complete -c portalocker -s h -l help -d 'Show help'
complete -c portalocker -s V -l version -d 'Show versions'

set -l run '__fish_seen_subcommand_from run'
complete -c portalocker -n $run -s s -l shared -d 'Shared lock'
complete -c portalocker -n $run -s x -l exclusive -d 'Exclusive lock'
complete -c portalocker -n $run -s n -l nonblock -d 'Do not wait'
complete -c portalocker -n $run -s w -l timeout -x -d 'Wait at most so many seconds'
complete -c portalocker -n $run -s E -l conflict-exit-code -x -d 'Exit code if the lock is held'
complete -c portalocker -n $run -s f -l file -r -d 'Lock this file, too'
complete -c portalocker -n $run -l name -x -d 'Lock a name'
complete -c portalocker -n $run -l locks -x -d 'Where the name is kept'
complete -c portalocker -n $run -l slots -x -d 'So many commands at a time'
complete -c portalocker -n $run -l on-loss -x -a 'term kill ignore' -d 'If a server takes the lock away'
complete -c portalocker -n $run -l mode -x -d 'Permissions of a new lock file'
complete -c portalocker -n $run -s o -l close -d 'Do not let the command inherit the lock'
complete -c portalocker -n $run -s F -l no-fork -d 'Replace portalocker with the command'
complete -c portalocker -n $run -l backend -x -a 'flock ofd universal' -d 'Lock backend'
complete -c portalocker -n $run -l fcntl -d 'The same as --backend ofd'
complete -c portalocker -n $run -l verbose -d 'Tell what is locked and run'
complete -c portalocker -n $run -s c -l command -x -d 'The shell runs a string'
complete -c portalocker -n '__fish_seen_subcommand_from who' -l json -d 'One line of JSON'
complete -c portalocker -n '__fish_seen_subcommand_from who' -l name -x -d 'A name'
complete -c portalocker -n '__fish_seen_subcommand_from who' -l locks -x -d 'Where the name is kept'
complete -c portalocker -n '__fish_seen_subcommand_from doctor' -l backend -x -d 'Lock backend'
