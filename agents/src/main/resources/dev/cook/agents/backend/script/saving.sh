# What saving and restoring share; sourced, never run. It uses a repository of its own, so that no index, lock, hook,
# filter or configuration of the agent's repository is used or changed; only objects are read there.
own=$COOK_HOME/run/autosave
work=$COOK_HOME/work
ref=$(cat "$COOK_SPEC/autosave")

# Where agents keep their conversations, below HOME.
memories='.claude .codex .gemini .pi .qwen .local/share/opencode'

unset GIT_INDEX_FILE GIT_WORK_TREE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_CONFIG_PARAMETERS \
    GIT_CONFIG_COUNT GIT_NAMESPACE GIT_TEMPLATE_DIR GIT_ATTR_SOURCE GIT_SSH
export GIT_DIR="$own/git" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0
export GIT_SSH_COMMAND='ssh -F "$COOK_SPEC/ssh_config"' GIT_SSH_VARIANT=ssh LC_ALL=C
GIT_AUTHOR_NAME=$(cat "$COOK_SPEC/git-name")
GIT_AUTHOR_EMAIL=$(cat "$COOK_SPEC/git-email")
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME="$GIT_AUTHOR_NAME" GIT_COMMITTER_EMAIL="$GIT_AUTHOR_EMAIL"

prepare_own() {
    [ -e "$own/ready" ] && return 0
    rm -rf "$own/git"
    mkdir -p "$own" && git init -q --bare "$own/git" && git config core.bare false && git config gc.auto 0 &&
        git config core.alternateRefsCommand "'$COOK_BIN/tips'" || return 1
    mkdir -p "$own/git/info" "$own/git/objects/info" &&
        printf '%s\n' "$work/.git/objects" >"$own/git/objects/info/alternates" &&
        printf '%s\n' '* -text -filter -ident -working-tree-encoding' >"$own/git/info/attributes" &&
        : >"$own/ready"
}
