package dev.cook.sshd.command;

import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.event.AccountFact;
import dev.cook.sshd.ExitCode;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an account. */
@Command(
        name = "create",
        description = "Create an account, then add a key to it. Site admins only.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST account create ann --may-create-repos",
            "  ssh HOST key add --account ann < ann.pub"
        })
final class AccountCreate extends CookCommand {
    @Parameters(paramLabel = "NAME", description = "The account's name: lower-case letters, digits, '.', '-' and '_'.")
    private String name = "";

    @Option(names = "--admin", description = "Make the account a site admin, with every right in every repository.")
    private boolean admin;

    @Option(
            names = "--may-create-repos",
            description = "Allow the account to create repositories, with a push or `repo create`.")
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
                    Objects.requireNonNullElse(e.getMessage(), "not a valid account name"),
                    "for example: account create ann");
        }
        Account made = store().write(tx -> {
            Account account = tx.accounts()
                    .create(wanted, admin, mayCreateRepos)
                    .orElseThrow(() -> new Refusal(
                            ExitCode.CONFLICT, "the account " + wanted + " already exists", "choose another name"));
            tx.events().append(new AccountFact.Changed(caller().name(), wanted, "created"));
            return account;
        });
        sayJson(AccountList.View.of(made));
        say("created account " + made.name() + "; add a key next: key add --account " + made.name() + " < KEY.pub");
        return ExitCode.OK;
    }
}
