package dev.cook.sshd.command;

import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.event.AccountFact;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an account. */
@Command(
        name = "create",
        description = "Make an account; for site admins. Give it a key next.",
        footer = {
            "",
            "Example:",
            "  ssh HOST account create ann --may-create-repos",
            "  ssh HOST key add --account ann < ann.pub"
        })
final class AccountCreate extends CookCommand {
    @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits, '.', '-' and '_'.")
    private String name = "";

    @Option(names = "--admin", description = "May do everything, everywhere.")
    private boolean admin;

    @Option(names = "--may-create-repos", description = "May make repositories, by a push or `repo create`.")
    private boolean mayCreateRepos;

    AccountCreate(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        requireSiteAdmin();
        AccountName wanted;
        try {
            wanted = new AccountName(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(
                    e.getMessage() == null ? "bad name" : e.getMessage(), "for instance: account create ann");
        }
        Account made = store().write(tx -> {
            Account account = tx.accounts()
                    .create(wanted, admin, mayCreateRepos)
                    .orElseThrow(() -> new Refusal(
                            ExitCode.CONFLICT, "there is an account " + wanted + " already", "choose another name"));
            tx.events().append(new AccountFact.Changed(caller().name(), wanted, "created"));
            return account;
        });
        sayJson(AccountList.View.of(made));
        say("created " + made.name() + "; now give it a key: key add --account " + made.name() + " < KEY.pub");
        return ExitCode.OK;
    }
}
