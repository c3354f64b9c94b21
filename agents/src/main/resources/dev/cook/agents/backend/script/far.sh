# What the scripts of an environment share; sourced, never run.
# COOK_HOME (what the environment may write), COOK_BIN and COOK_SPEC (what it may only read) come from the launcher.

# Runs a command at the server. ssh exits with 255 when it did not get there.
far() {
    ssh -F "$COOK_SPEC/ssh_config" -T cook "$@"
}

# Exports one variable for each file of a directory: nothing is parsed, nothing shows on a command line.
load_variables() {
    for variable_file in "$1"/*; do
        [ -f "$variable_file" ] || continue
        # The x keeps line breaks at the end, which $() would cut.
        variable_value=$(cat "$variable_file"; printf x)
        export "${variable_file##*/}=${variable_value%x}"
    done
    unset variable_file variable_value
}

# is_untouched PATH: whether a file of the work tree, which is the current directory, is as it was checked out, although git
# calls it modified.
is_untouched() {
    [ -s "$COOK_HOME/run/untouched" ] && [ -f "$1" ] &&
        grep -qxF -e "$(git hash-object --no-filters -- "$1" 2>/dev/null) $1" "$COOK_HOME/run/untouched"
}

# Prints what of the work tree, which is the current directory, is not committed, as git status does.
list_uncommitted() {
    if [ ! -s "$COOK_HOME/run/untouched" ]; then
        git status --porcelain
        return
    fi
    git -c core.quotePath=false status --porcelain | while IFS= read -r entry; do
        case $entry in ' M '*) is_untouched "${entry#???}" && continue ;; esac
        printf '%s\n' "$entry"
    done
}

# keep FILE TEXT: writes a line into a file that is there as a whole or not at all; waits for room where the disk is full.
keep() {
    keep_wait=0.2
    until printf '%s\n' "$2" >"$1.new" && [ -s "$1.new" ] && mv "$1.new" "$1" && [ -s "$1" ]; do
        sleep "$keep_wait"
        keep_wait=$(longer "$keep_wait")
    done 2>/dev/null
}

# The next longer wait, in seconds: 0.2 doubles up to 5, so that a server that is back is found soon
# and one that is away for hours is not bothered.
longer() {
    case $1 in
        0.2) echo 0.5 ;;
        0.5) echo 1 ;;
        1) echo 2 ;;
        *) echo 5 ;;
    esac
}

# Whether git's or ssh's words tell of a server that is away (to be tried for ever) rather than of a refusal.
is_away() {
    if has_no_reason "$1"; then return 0; fi
    grep -v '^remote:' "$1" | grep -qiE 'connection (to .* )?(refused|closed|reset|timed out)|operation timed out|no route to host|network is unreachable|could not resolve|temporary failure|broken pipe|banner exchange|kex_exchange|not responding' &&
        ! grep -qiE 'permission denied|host key verification|remote ref' "$1"
}

# Whether git says that the server did not answer, and nobody says why: it was killed with the connection standing. A server
# that refuses has a word to say.
has_no_reason() {
    grep -q '^fatal: Could not read from remote repository' "$1" &&
        ! grep -vqE '^(fatal: Could not read from remote repository.*|Please make sure you have the correct access rights|and the repository exists\.|)$' "$1"
}

# Whether ssh's words tell that no connection came about; once one stands, it says "closed by remote host" instead.
was_not_reached() {
    grep -qiE 'connect to (host|address) .*(refused|timed out|no route|unreachable)|kex_exchange_identification|banner exchange|connection (closed|reset) by .* port [0-9]+' "$1"
}
