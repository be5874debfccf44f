using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Licences;
using Foyer.Policies;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Commands;

/// <summary>
/// The walkthrough that everyone who knows B2B knows, on an empty store (contract section 3): Contoso invites Alice, Bob and
/// Carol; Bob already has a work account at Fabrikam. All ids are fixed, so that the sample CSV file fits every demo.
/// </summary>
internal sealed class CreateDemo(TenantScopes scopes, FoyerOptions options, TimeProvider clock)
{
    public static readonly Guid Contoso = new("c0470500-0000-4000-8000-000000000001");
    public static readonly Guid Fabrikam = new("fab71ca3-0000-4000-8000-000000000002");
    public static readonly Guid Moodle = new("a0000000-0000-4000-8000-000000000001");
    public static readonly Guid MoodlePrincipal = new("a0000000-0000-4000-8000-000000000011");
    public static readonly Guid Salesforce = new("a0000000-0000-4000-8000-000000000002");
    public static readonly Guid SalesforcePrincipal = new("a0000000-0000-4000-8000-000000000012");
    public static readonly Guid MyGroup1 = new("90000000-0000-4000-8000-000000000001");
    public static readonly Guid Externals = new("90000000-0000-4000-8000-000000000002");
    private static readonly Guid Automation = new("a0000000-0000-4000-8000-000000000003");
    private static readonly Guid AutomationPrincipal = new("a0000000-0000-4000-8000-000000000013");

    /// <summary>What scripts of the walkthrough need: contract section 3's five, and what assigning apps and reading the audit log need in Graph besides.</summary>
    private static readonly string[] ScriptsMay =
    [
        Permissions.InviteUsers, Permissions.WriteUsers, Permissions.WriteGroups, Permissions.WriteApplications, Permissions.WriteDirectory,
        Permissions.AssignAppRoles, Permissions.ReadAuditLogs,
    ];

    private const string DemoFile = "demo.json";
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Creates the demo unless there are tenants already. Returns what a newcomer needs, or null when there is nothing of the demo's.</summary>
    public async Task<DemoFileContent?> Run(CancellationToken ct)
    {
        var file = Path.Combine(options.Data, DemoFile);
        await using (var global = scopes.Global())
        {
            if (await global.ServiceProvider.GetRequiredService<FoyerDb>().Tenants.AnyAsync(ct))
                return File.Exists(file) ? await Moved(file, ct) : null;
        }

        var password = Environment.GetEnvironmentVariable("FOYER_DEMO_PASSWORD") is { Length: > 0 } chosen ? chosen : NewPassword();
        var moodleUrl = SampleUrl(1);
        var salesforceUrl = SampleUrl(2);
        string moodleSecret, salesforceSecret, automationSecret;

        await using (var scope = scopes.Global())
        {
            var make = new Maker(scope.ServiceProvider, clock);
            await using var transaction = await make.Db.Database.BeginTransactionAsync(ct);
            make.Tenants.Add("Contoso", TenantKind.Managed, "contoso.example", Subscription.Premium, Contoso).AccentColor = "#0f6cbd";
            var hand = make.Hand();
            var admin = make.Member(hand, "admin@contoso.example", "Contoso Administrator", password);
            var inviter = make.Member(hand, "inviter@contoso.example", "Contoso Inviter", password);
            make.Roles.Add(hand, admin, DirectoryRoles.GlobalAdministrator);
            make.Roles.Add(hand, inviter, DirectoryRoles.GuestInviter);
            var graph = make.GraphApp(hand);
            moodleSecret = make.Sample(hand, "Moodle", Moodle, MoodlePrincipal, moodleUrl, "#c2570c");
            salesforceSecret = make.Sample(hand, "Salesforce", Salesforce, SalesforcePrincipal, salesforceUrl, "#0b5cab");
            var (automation, principal) = make.Apps.Add(hand, new("automation") { AppId = Automation, ServicePrincipalId = AutomationPrincipal, Hidden = true, AssignmentRequired = false });
            automationSecret = make.Apps.AddSecret(hand, automation, TimeSpan.FromDays(730));
            foreach (var (roleId, value) in GraphApp.Roles.Where(r => ScriptsMay.Contains(r.Value))) make.Permission(hand, graph, principal, roleId, value);
            make.Group(hand, MyGroup1, "MyGroup1");
            make.Group(hand, Externals, "Externals");
            await make.Db.SaveChangesAsync(ct);
            await scope.ServiceProvider.GetRequiredService<SetSku>().GiveTier(hand, KnownSkus.Premium, null, ct);
            await transaction.CommitAsync(ct);
        }

        await using (var scope = scopes.Global())
        {
            var make = new Maker(scope.ServiceProvider, clock);
            await using var transaction = await make.Db.Database.BeginTransactionAsync(ct);
            make.Tenants.Add("Fabrikam", TenantKind.Managed, "fabrikam.example", Subscription.Free, Fabrikam).AccentColor = "#7b2d8b";
            var hand = make.Hand();
            var admin = make.Member(hand, "admin@fabrikam.example", "Fabrikam Administrator", password);
            make.Member(hand, "bob@fabrikam.example", "Bob", password);
            make.Roles.Add(hand, admin, DirectoryRoles.GlobalAdministrator);
            make.GraphApp(hand);
            await make.Db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        var demo = new DemoFileContent(options.Url(""),
            new(new DemoTenant(Contoso, "contoso.example", new("admin@contoso.example", password), [new("inviter@contoso.example", password)]),
                new DemoTenant(Fabrikam, "fabrikam.example", new("admin@fabrikam.example", password), [new("bob@fabrikam.example", password)])),
            new(new DemoApp(Moodle, MoodlePrincipal, moodleUrl, moodleSecret), new DemoApp(Salesforce, SalesforcePrincipal, salesforceUrl, salesforceSecret)),
            new(StringComparer.Ordinal) { ["MyGroup1"] = MyGroup1, ["Externals"] = Externals },
            new(Automation, automationSecret));
        await PrivateFiles.Write(file, JsonSerializer.SerializeToUtf8Bytes(demo, Written), ct);
        return demo;
    }

    /// <summary>
    /// The demo as it was made, with the addresses of this start: <c>--port</c> and <c>--https</c> may differ from last time. The
    /// file is written anew even when nothing differs: <c>./dev up</c> starts the sample apps when it sees that.
    /// </summary>
    private async Task<DemoFileContent> Moved(string file, CancellationToken ct)
    {
        var was = JsonSerializer.Deserialize<DemoFileContent>(await File.ReadAllBytesAsync(file, ct), Written)!;
        var demo = was with
        {
            BaseUrl = options.Url(""),
            Apps = new(was.Apps.Moodle with { Url = SampleUrl(1) }, was.Apps.Salesforce with { Url = SampleUrl(2) }),
        };
        await using var scope = scopes.In(Contoso);
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        var hand = scope.ServiceProvider.GetRequiredService<ResolveActor>().System();
        foreach (var (app, before) in new[] { (demo.Apps.Moodle, was.Apps.Moodle), (demo.Apps.Salesforce, was.Apps.Salesforce) })
        {
            string Now(string url) => url.Replace(before.Url + "/", app.Url + "/", StringComparison.Ordinal);
            var application = await db.Applications.SingleAsync(a => a.AppId == app.AppId, ct);
            application.RedirectUris = [.. application.RedirectUris.Select(Now)];
            application.LogoutRedirectUris = [.. application.LogoutRedirectUris.Select(Now)];
            if (application.FrontChannelLogoutUrl is { } logout) application.FrontChannelLogoutUrl = Now(logout);
            var principal = await db.ServicePrincipals.SingleAsync(s => s.AppId == app.AppId, ct);
            if (principal.SignOnUrl is { } signOn) principal.SignOnUrl = Now(signOn);
            if (app.Url != before.Url)
                db.AuditEntries.Add(hand.Did(clock, Activities.AppUpdated, "ApplicationManagement", "ServicePrincipal", principal.Id, principal.DisplayName, AuditDetails.Of(("url", app.Url))));
        }
        await db.SaveChangesAsync(ct);
        await PrivateFiles.Write(file, JsonSerializer.SerializeToUtf8Bytes(demo, Written), ct);
        return demo;
    }

    /// <summary>The sample apps speak plain http on the ports after the server's; <c>./dev up</c> says which when it is not so.</summary>
    private string SampleUrl(int number)
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("FOYER_APPS_PORT"), CultureInfo.InvariantCulture, out var port) ? port : options.PublicUrl.Port + 1;
        return string.Create(CultureInfo.InvariantCulture, $"http://localhost:{first + number - 1}");
    }

    internal static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 5) + "-" + RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 5) + "-" + RandomNumberGenerator.GetString("23456789", 4);

    private sealed class Maker(IServiceProvider scope, TimeProvider clock)
    {
        public FoyerDb Db { get; } = scope.GetRequiredService<FoyerDb>();
        public CreateTenant Tenants { get; } = scope.GetRequiredService<CreateTenant>();
        public RegisterApp Apps { get; } = scope.GetRequiredService<RegisterApp>();
        public GrantRole Roles { get; } = scope.GetRequiredService<GrantRole>();

        public SystemActor Hand() => scope.GetRequiredService<ResolveActor>().System();

        public User Member(Actor hand, string address, string name, string password) =>
            scope.GetRequiredService<CreateMember>().Add(hand, EmailAddress.TryParse(address, out var parsed) ? parsed : throw new InvalidOperationException(address), name, password);

        public void Permission(Actor hand, ServicePrincipal resource, ServicePrincipal holder, Guid roleId, string value)
        {
            Db.AppRoleAssignments.Add(new() { TenantId = hand.TenantId, Id = Ids.New(clock), ResourceId = resource.Id, PrincipalId = holder.Id, PrincipalType = PrincipalType.ServicePrincipal, AppRoleId = roleId, CreatedAt = clock.UtcNow });
            Db.AuditEntries.Add(hand.Did(clock, Activities.PermissionGranted, "ApplicationManagement", "ServicePrincipal", holder.Id, holder.DisplayName, AuditDetails.Of(("permission", value))));
        }

        public void Group(Actor hand, Guid id, string name)
        {
            Db.Groups.Add(new() { TenantId = hand.TenantId, Id = id, DisplayName = name, MailNickname = name.ToLowerInvariant(), CreatedAt = clock.UtcNow });
            Db.AuditEntries.Add(hand.Did(clock, Activities.GroupAdded, "GroupManagement", "Group", id, name));
        }

        public ServicePrincipal GraphApp(Actor hand) => scope.GetRequiredService<RegisterGraphApp>().Add(hand);

        public string Sample(Actor hand, string name, Guid appId, Guid principal, string url, string accent)
        {
            var (application, _) = Apps.Add(hand, new(name)
            {
                AppId = appId, ServicePrincipalId = principal, AccentColor = accent, SignOnUrl = url + "/start", AssignmentRequired = true,
                RedirectUris = [url + "/signin-oidc"], LogoutRedirectUris = [url + "/signout-callback-oidc", url + "/"], FrontChannelLogoutUrl = url + "/signout-oidc",
                GroupMembershipClaims = "SecurityGroup",
            });
            return Apps.AddSecret(hand, application, TimeSpan.FromDays(730));
        }
    }
}

/// <summary>What <c>demo.json</c> tells programs (contract section 3).</summary>
internal sealed record DemoFileContent(string BaseUrl, DemoTenants Tenants, DemoApps Apps, Dictionary<string, Guid> Groups, DemoClient Automation);
internal sealed record DemoTenants(DemoTenant Contoso, DemoTenant Fabrikam);
internal sealed record DemoTenant(Guid Id, string Domain, DemoUser Admin, IReadOnlyList<DemoUser> Users);
internal sealed record DemoUser(string UserPrincipalName, string Password);
internal sealed record DemoApps(DemoApp Moodle, DemoApp Salesforce);
internal sealed record DemoApp(Guid AppId, Guid ServicePrincipalId, string Url, string ClientSecret);
internal sealed record DemoClient(Guid ClientId, string ClientSecret);
