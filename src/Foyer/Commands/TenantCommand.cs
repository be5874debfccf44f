using System.CommandLine;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Commands;

/// <summary>What the operator does with organisations: <c>foyer tenant create</c>, <c>foyer tenant set-subscription</c>.</summary>
internal static class TenantCommand
{
    public static Command Make()
    {
        var name = new Option<string>("--name") { Description = "Name that partners see.", Required = true };
        var domain = new Option<string>("--domain") { Description = "Mail domain of the organisation, e.g. contoso.com.", Required = true };
        var admin = new Option<string>("--admin") { Description = "Address of the first administrator, in that domain.", Required = true };
        var subscription = new Option<Subscription>("--subscription") { Description = "Free, Basic or Premium.", DefaultValueFactory = _ => Subscription.Free };
        var create = new Command("create", "Creates an organisation. The administrator's password is read from FOYER_ADMIN_PASSWORD, or made and printed once.") { name, domain, admin, subscription };
        create.SetAction((parsed, ct) => FoyerCommand.Guarded(() =>
            Create(parsed.GetValue(name)!, parsed.GetValue(domain)!, parsed.GetValue(admin)!, parsed.GetValue(subscription), ct)));
        return new Command("tenant", "Manages the organisations of this server.") { create, SetSubscription() };
    }

    private static Command SetSubscription()
    {
        var tenant = new Option<string>("--tenant") { Description = "Tenant id or a domain of the organisation.", Required = true };
        var tier = new Option<Subscription>("--tier") { Description = "Free, Basic or Premium.", Required = true };
        var command = new Command("set-subscription", "Gives an organisation another subscription. What it was used for stays when it ends, and works again when it comes back.") { tenant, tier };
        command.SetAction((parsed, ct) => FoyerCommand.Guarded(async () =>
        {
            await using var app = FoyerServer.Build([]);
            await DataModule.Migrate(app.Services, ct);
            await using var scope = await FindTenant.Open(app.Services, parsed.GetValue(tenant)!, ct);
            Console.WriteLine(await SetSubscription(scope.ServiceProvider, parsed.GetValue(tier), ct));
        }));
        return command;
    }

    /// <summary>Sets the tier in one transaction and returns what to tell the operator.</summary>
    internal static async Task<string> SetSubscription(IServiceProvider scope, Subscription tier, CancellationToken ct)
    {
        var db = scope.GetRequiredService<FoyerDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var changed = await scope.GetRequiredService<SetSubscription>().Run(scope.GetRequiredService<ResolveActor>().System(), tier, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.CurrentTenantId, ct);
        var counts = scope.GetRequiredService<Benefits>().TierOf(tenant);
        return $"{tenant.DisplayName} has {(changed ? "now" : "already")} the subscription {tier}."
            + (counts == tier ? "" : $" Foyer:Subscription:EveryTenant says {counts} for everybody, and that counts.");
    }

    private static async Task Create(string name, string domain, string admin, Subscription subscription, CancellationToken ct)
    {
        if (!EmailAddress.TryParse(admin, out var address, out var why)) throw new UnusableConfigurationException($"--admin: {why!.Reason}");
        if (!EmailAddress.TryParse("postmaster@" + domain, out var atDomain)) throw new UnusableConfigurationException($"--domain: {domain} is no mail domain; write it like contoso.com.");
        if (address.Domain != atDomain.Domain) throw new UnusableConfigurationException($"--admin must be an address of {atDomain.Domain}: the administrator signs in there.");

        await using var app = FoyerServer.Build([]);
        await DataModule.Migrate(app.Services, ct);
        var password = Environment.GetEnvironmentVariable("FOYER_ADMIN_PASSWORD") is { Length: > 0 } given ? given : CreateDemo.NewPassword();
        await using var scope = app.Services.GetRequiredService<TenantScopes>().Global();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<FoyerDb>();
        var tenant = services.GetRequiredService<CreateTenant>().Add(name, TenantKind.Managed, atDomain.Domain, subscription);
        var hand = services.GetRequiredService<ResolveActor>().System();
        var user = services.GetRequiredService<CreateMember>().Add(hand, address, "Administrator", password);
        db.DirectoryRoleAssignments.Add(new() { TenantId = tenant.Id, UserId = user.Id, RoleTemplateId = DirectoryRoles.GlobalAdministrator });
        services.GetRequiredService<RegisterGraphApp>().Add(hand);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (Exception taken) when (taken.IsUniqueViolation())
        {
            throw new UnusableConfigurationException($"{atDomain.Domain} already belongs to an organisation on this server.");
        }
        Console.WriteLine($"{name} is there: tenant id {tenant.Id}. {address} signs in at {services.GetRequiredService<FoyerOptions>().Url("/portal")} with the password {password}");
    }
}
