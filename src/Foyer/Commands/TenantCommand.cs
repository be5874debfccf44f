using System.CommandLine;
using System.Text;
using Foyer.Data;
using Foyer.Licences;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Commands;

/// <summary>What the operator does with organisations: <c>foyer tenant create</c>, <c>foyer tenant set-subscription</c>.</summary>
internal static class TenantCommand
{
    private const string AdminName = "Administrator";

    public static Command Make(string[] settings)
    {
        var name = new Option<string>("--name") { Description = "Name that partners see.", Required = true };
        var domain = new Option<string>("--domain") { Description = "Mail domain of the organisation, e.g. contoso.com.", Required = true };
        var admin = new Option<string>("--admin") { Description = "Address of the first administrator, in that domain.", Required = true };
        var subscription = new Option<Subscription>("--subscription") { Description = "Free, Basic or Premium.", DefaultValueFactory = _ => Subscription.Free };
        var create = new Command("create", "Creates an organisation. The administrator's password is read from FOYER_ADMIN_PASSWORD, or made and printed once.") { name, domain, admin, subscription };
        create.SetAction(async (parsed, ct) =>
        {
            var (wish, problem) = Wish.Of(parsed.GetValue(name)!, parsed.GetValue(domain)!, parsed.GetValue(admin)!, parsed.GetValue(subscription));
            return wish is null ? await FoyerCommand.WrongUsage(problem!) : await FoyerCommand.Guarded(() => Create(settings, wish, ct));
        });
        return new Command("tenant", "Manages the organisations of this server.") { create, SetSubscription(settings) };
    }

    private static Command SetSubscription(string[] settings)
    {
        var tenant = new Option<string>("--tenant") { Description = "Tenant id or a domain of the organisation.", Required = true };
        var tier = new Option<Subscription>("--tier") { Description = "Free, Basic or Premium.", Required = true };
        var seats = new Option<int?>("--seats") { Description = "How many people may hold a licence of that tier (AAD_BASIC, AAD_PREMIUM); as many as before when left out, 25 at first." };
        var command = new Command("set-subscription", "Gives an organisation another subscription. What it was used for stays when it ends, and works again when it comes back.") { tenant, tier, seats };
        command.SetAction((parsed, ct) => FoyerCommand.Guarded(async () =>
        {
            await using var app = FoyerServer.Build(settings);
            await DataModule.Migrate(app.Services, ct);
            await using var scope = await FindTenant.Open(app.Services, parsed.GetValue(tenant)!, ct);
            Console.WriteLine(await SetSubscription(scope.ServiceProvider, parsed.GetValue(tier), parsed.GetValue(seats), ct));
        }));
        return command;
    }

    /// <summary>Sets the tier in one transaction and returns what to tell the operator.</summary>
    internal static async Task<string> SetSubscription(IServiceProvider scope, Subscription tier, int? seats, CancellationToken ct)
    {
        if (seats < 0) throw new UnusableConfigurationException("--seats: write a number from 0.");
        var (db, hand) = (scope.GetRequiredService<FoyerDb>(), scope.GetRequiredService<ResolveActor>().System());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var changed = await scope.GetRequiredService<SetSubscription>().Run(hand, tier, ct);
        await scope.GetRequiredService<SetSku>().GiveTier(hand, tier switch { Subscription.Basic => KnownSkus.Basic, Subscription.Premium => KnownSkus.Premium, _ => null }, seats, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.CurrentTenantId, ct);
        var counts = scope.GetRequiredService<Benefits>().TierOf(tenant);
        return $"{tenant.DisplayName} has {(changed ? "now" : "already")} the subscription {tier}."
            + (counts == tier ? "" : $" Foyer:Subscription:EveryTenant says {counts} for everybody, and that counts.");
    }

    private static async Task Create(string[] settings, Wish wish, CancellationToken ct)
    {
        await using var app = FoyerServer.Build(settings);
        var chosen = Environment.GetEnvironmentVariable("FOYER_ADMIN_PASSWORD") is { Length: > 0 } given ? given : null;
        if (chosen is not null && PasswordRules.Check(chosen, wish.Name, AdminName, wish.Admin.LocalPart, wish.Admin.Domain) is { } weak) throw new UnusableConfigurationException($"FOYER_ADMIN_PASSWORD: {weak.Sentence}");
        await DataModule.Migrate(app.Services, ct);
        await using var scope = app.Services.GetRequiredService<TenantScopes>().Global();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<FoyerDb>();
        var password = chosen ?? CreateDemo.NewPassword();
        var tenant = services.GetRequiredService<CreateTenant>().Add(wish.Name, TenantKind.Managed, wish.Admin.Domain, wish.Subscription);
        var hand = services.GetRequiredService<ResolveActor>().System();
        var user = services.GetRequiredService<CreateMember>().Add(hand, wish.Admin, AdminName, password);
        services.GetRequiredService<GrantRole>().Add(hand, user, DirectoryRoles.GlobalAdministrator);
        services.GetRequiredService<RegisterGraphApp>().Add(hand);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (Exception taken) when (taken.IsUniqueViolation())
        {
            throw new UnusableConfigurationException($"{wish.Admin.Domain} already belongs to an organisation on this server.");
        }
        Console.WriteLine($"{wish.Name} is there: tenant id {tenant.Id}. {wish.Admin} signs in at {services.GetRequiredService<FoyerOptions>().Url("/portal")} with the password {password}");
    }

    /// <summary>What the operator asked for, once it makes sense.</summary>
    private sealed record Wish(string Name, EmailAddress Admin, Subscription Subscription)
    {
        private const int LongestName = 256;

        /// <summary>The wish, or one sentence that says what is wrong with it.</summary>
        public static (Wish? Wish, string? Problem) Of(string name, string domain, string admin, Subscription subscription)
        {
            name = name.Trim().Normalize(NormalizationForm.FormC);
            if (name.Length is 0 or > LongestName || name.EnumerateRunes().Any(rune => Printable.IsHidden(rune.Value)))
                return (null, "--name needs 1 to 256 characters, without line breaks or invisible characters.");
            if (!EmailAddress.TryParse("postmaster@" + domain, out var atDomain)) return (null, $"--domain: {Printable.Excerpt(domain)} is no mail domain; write it like contoso.com.");
            if (ConsumerDomains.Contains(atDomain.Domain)) return (null, $"--domain: everybody can have an address of {atDomain.Domain}, so no organisation can own it.");
            if (!EmailAddress.TryParse(admin, out var address, out var why)) return (null, $"--admin: {why.Reason}");
            return address.Domain == atDomain.Domain
                ? (new Wish(name, address, subscription), null)
                : (null, $"--admin must be an address of {atDomain.Domain}: the administrator signs in there.");
        }
    }
}
