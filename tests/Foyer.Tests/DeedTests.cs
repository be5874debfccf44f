using System.Net;
using System.Text;
using System.Text.Json;
using Foyer.Audit;
using Foyer.Invitations;
using Foyer.Policies;
using Foyer.Tenants;
using Foyer.Tests.Graph;
using Foyer.Tests.Guests;
using Foyer.Tests.Invitations;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests;

/// <summary>
/// A deed and its row in the audit log are one transaction: each deed is first done while the store takes no such row, and must leave
/// nothing; then it is done again, and must leave its row with who did it.
/// </summary>
public sealed class DeedTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    // What is counted or worked on beside the deeds; none of it is what somebody wanted.
    private static readonly string[] Beside = ["AttemptCounters", "Errands", "OutgoingMails", "SigningKeys", "__EFMigrationsHistory", "__EFMigrationsLock"];

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_a_program_does_is_in_the_log_or_has_not_happened(Store store)
    {
        await using var app = await TestApp.New(store);
        var tenant = await app.NewTenant();
        using var client = await tenant.GraphApp(Permissions.InviteUsers, Permissions.WriteUsers, Permissions.WriteGroups, Permissions.WriteApplications, Permissions.WriteDirectory, Permissions.AssignAppRoles,
            Permissions.WriteRoles, Permissions.WriteAuthorizationPolicy, Permissions.DeleteRestoreUsers, Permissions.RevokeSessions);
        async Task<JsonElement> Do(string activity, HttpMethod method, string path, string? body = null)
        {
            async Task<(HttpStatusCode, string)> Ask()
            {
                using var request = new HttpRequestMessage(method, "/v1.0" + path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
                using var response = await client.SendAsync(request, Ct);
                return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
            }
            var text = "";
            await Deed(tenant, activity, byApp: true, async () =>
            {
                (var status, text) = await Ask();
                return (int)status < 400 ? null : $"{status}: {text}";
            });
            return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
        }
        string Reference(string id) => $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{{id}}"}""";

        var ann = (await Do(Activities.UserAdded, HttpMethod.Post, "/users", $$$"""{"accountEnabled":true,"displayName":"Ann","mailNickname":"ann","userPrincipalName":"ann@{{{tenant.Domain}}}","passwordProfile":{"password":"velvet anchor cloud"}}""")).GetProperty("id").GetString()!;
        await Do(Activities.UserUpdated, HttpMethod.Patch, $"/users/{ann}", """{"jobTitle":"Buyer"}""");
        await Do(Activities.UserBlocked, HttpMethod.Patch, $"/users/{ann}", """{"accountEnabled":false}""");
        await Do(Activities.UserUnblocked, HttpMethod.Patch, $"/users/{ann}", """{"accountEnabled":true}""");
        await Do(Activities.TokenRevoked, HttpMethod.Post, $"/users/{ann}/revokeSignInSessions");
        await Do(Activities.ManagerSet, HttpMethod.Put, $"/users/{ann}/manager/$ref", Reference(tenant.Admin.Id.ToString()));
        await Do(Activities.ManagerRemoved, HttpMethod.Delete, $"/users/{ann}/manager/$ref");
        await Do(Activities.RoleAdded, HttpMethod.Post, $"/directoryRoles/{DirectoryRoles.GuestInviter}/members/$ref", Reference(ann));
        await Do(Activities.RoleRemoved, HttpMethod.Delete, $"/directoryRoles/{DirectoryRoles.GuestInviter}/members/{ann}/$ref");

        var guest = (await Do(Activities.Invited, HttpMethod.Post, "/invitations", """{"invitedUserEmailAddress":"alice@partner.example","inviteRedirectUrl":"https://x.example/"}""")).GetProperty("invitedUser").GetProperty("id").GetString()!;
        await Do(Activities.SponsorAdded, HttpMethod.Post, $"/users/{guest}/sponsors/$ref", Reference(ann));
        await Do(Activities.SponsorRemoved, HttpMethod.Delete, $"/users/{guest}/sponsors/{ann}/$ref");

        var group = (await Do(Activities.GroupAdded, HttpMethod.Post, "/groups", """{"displayName":"Externals","mailEnabled":false,"mailNickname":"externals","securityEnabled":true}""")).GetProperty("id").GetString()!;
        await Do(Activities.GroupUpdated, HttpMethod.Patch, $"/groups/{group}", """{"displayName":"Partners"}""");
        await Do(Activities.MemberAdded, HttpMethod.Post, $"/groups/{group}/members/$ref", Reference(guest));
        await Do(Activities.MemberRemoved, HttpMethod.Delete, $"/groups/{group}/members/{guest}/$ref");
        await Do(Activities.OwnerAdded, HttpMethod.Post, $"/groups/{group}/owners/$ref", Reference(ann));
        await Do(Activities.OwnerRemoved, HttpMethod.Delete, $"/groups/{group}/owners/{ann}/$ref");
        await Do(Activities.GroupDeleted, HttpMethod.Delete, $"/groups/{group}");
        await Do(Activities.GroupRestored, HttpMethod.Post, $"/directory/deletedItems/{group}/restore");
        await Do(Activities.GroupDeleted, HttpMethod.Delete, $"/groups/{group}");
        await Do(Activities.GroupPurged, HttpMethod.Delete, $"/directory/deletedItems/{group}");

        var moodle = await Do(Activities.AppAdded, HttpMethod.Post, "/applications", """{"displayName":"Moodle"}""");
        var (application, appId) = (moodle.GetProperty("id").GetString()!, moodle.GetProperty("appId").GetString()!);
        await Do(Activities.ApplicationUpdated, HttpMethod.Patch, $"/applications/{application}", """{"displayName":"Moodle 2"}""");
        var key = (await Do(Activities.SecretAdded, HttpMethod.Post, $"/applications/{application}/addPassword", "{}")).GetProperty("keyId").GetString()!;
        await Do(Activities.SecretRemoved, HttpMethod.Post, $"/applications/{application}/removePassword", $$"""{"keyId":"{{key}}"}""");
        var principal = (await Do(Activities.AppLetIn, HttpMethod.Post, "/servicePrincipals", $$"""{"appId":"{{appId}}"}""")).GetProperty("id").GetString()!;
        await Do(Activities.AppUpdated, HttpMethod.Patch, $"/servicePrincipals/{principal}", """{"appRoleAssignmentRequired":true}""");
        var assigned = (await Do(Activities.AssignmentAdded, HttpMethod.Post, $"/users/{guest}/appRoleAssignments", $$"""{"principalId":"{{guest}}","resourceId":"{{principal}}","appRoleId":"{{Guid.Empty}}"}""")).GetProperty("id").GetString()!;
        await Do(Activities.AssignmentRemoved, HttpMethod.Delete, $"/users/{guest}/appRoleAssignments/{assigned}");
        await Do(Activities.AppRemoved, HttpMethod.Delete, $"/servicePrincipals/{principal}");
        await Do(Activities.ApplicationDeleted, HttpMethod.Delete, $"/applications/{application}");
        await Do(Activities.CollaborationChanged, HttpMethod.Patch, "/policies/authorizationPolicy", """{"allowInvitesFrom":"adminsAndGuestInviters"}""");

        await Do(Activities.GuestRemoved, HttpMethod.Delete, $"/users/{guest}");
        await Do(Activities.GuestRestored, HttpMethod.Post, $"/directory/deletedItems/{guest}/restore");
        await Do(Activities.UserRemoved, HttpMethod.Delete, $"/users/{ann}");
        await Do(Activities.UserPurged, HttpMethod.Delete, $"/directory/deletedItems/{ann}");
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_an_administrator_does_with_invitations_is_in_the_log_or_has_not_happened(Store store)
    {
        await using var app = await TestApp.New(store);
        var tenant = await app.NewTenant();
        var guest = await tenant.NewGuest();
        Task Admin<TOperation, T>(string activity, Func<TOperation, TenantAdmin, Task<Result<T>>> work) where TOperation : notnull =>
            Deed(tenant, activity, byApp: false, async () => (await tenant.As(work)).Code());
        Task Inviter<TOperation, T>(string activity, Func<TOperation, Inviter, Task<Result<T>>> work) where TOperation : notnull =>
            Deed(tenant, activity, byApp: false, async () => (await tenant.AsInviter(work)).Code());

        await Admin(Activities.LinkCopied, (CopyInvitationLink copy, TenantAdmin admin) => copy.Run(admin, guest.InvitationId, Ct));
        await Admin(Activities.Revoked, (RevokeInvitation revoke, TenantAdmin admin) => revoke.Run(admin, guest.InvitationId, Ct));
        await Admin(Activities.PolicyUpdated, (AllowReplyUrl allow, TenantAdmin admin) => allow.Run(admin, "https://www.contoso.example/partners", Ct));
        var allowed = await app.In(tenant.Id, (_, db) => db.AllowedReplyUrls.Select(u => u.Id).SingleAsync(Ct));
        await Admin(Activities.PolicyUpdated, (AllowReplyUrl allow, TenantAdmin admin) => allow.Withdraw(admin, allowed, Ct));
        Task<Result<InvitationBatch>> Upload(UploadBatch upload, Inviter inviter) => upload.Run(inviter, "partners.csv", new MemoryStream(Encoding.UTF8.GetBytes(Batches.File(["new@partner.example"]))), dryRun: true, null, Ct);
        await Inviter<UploadBatch, InvitationBatch>(Activities.BatchUploaded, Upload);
        var batch = await app.In(tenant.Id, (_, db) => db.InvitationBatches.Select(b => b.Id).SingleAsync(Ct));
        await Inviter(Activities.BatchCancelled, (ControlBatch control, Inviter by) => control.Cancel(by, batch, Ct));
        // The last, for its mail is sent beside whatever comes next.
        await Inviter(Activities.Resent, (ResendInvitation resend, Inviter inviter) => resend.Run(inviter, guest.Id, Ct));
    }

    /// <summary><paramref name="deed"/> gives back why it failed, or throws.</summary>
    private static async Task Deed(TestTenant tenant, string activity, bool byApp, Func<Task<string?>> deed)
    {
        var before = await Snapshot(tenant);
        await Refuse(tenant, refuse: true);
        string? why;
        try
        {
            why = await deed();
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            why = e.Message;
        }
        await Refuse(tenant, refuse: false);
        Assert.True(why is not null, $"“{activity}” succeeded although its row could not be written.");
        Assert.True(before == await Snapshot(tenant), $"“{activity}” failed ({why}) and left something all the same.");

        var known = await Entries(tenant);
        var failed = await deed();
        Assert.True(failed is null, $"“{activity}” failed: {failed}");
        var entry = Assert.Single(await Entries(tenant), e => e.Activity == activity && known.All(k => k.Id != e.Id));
        Assert.Equal((AuditResult.Success, !byApp), (entry.Result, entry.ActorId == tenant.Admin.Id));
        Assert.NotNull(entry.ActorId);
    }

    private static Task<List<AuditEntry>> Entries(TestTenant tenant) => tenant.App.In(tenant.Id, (_, db) => db.AuditEntries.AsNoTracking().ToListAsync(Ct));

    private static Task<int> Refuse(TestTenant tenant, bool refuse) => tenant.App.In(tenant.Id, (_, db) => db.Database.ExecuteSqlRawAsync((db.IsPostgres, refuse) switch
    {
        (true, true) => """
            CREATE OR REPLACE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''the log is full''; END' LANGUAGE plpgsql;
            CREATE TRIGGER refuse BEFORE INSERT ON "AuditEntries" FOR EACH ROW EXECUTE FUNCTION refuse();
            """,
        (false, true) => """CREATE TRIGGER refuse BEFORE INSERT ON "AuditEntries" BEGIN SELECT RAISE(ABORT, 'the log is full'); END""",
        (true, false) => "DROP TRIGGER refuse ON \"AuditEntries\"",
        _ => "DROP TRIGGER refuse",
    }, Ct));

    /// <summary>All rows of all tables, as text.</summary>
    private static Task<string> Snapshot(TestTenant tenant) => tenant.App.In(tenant.Id, async (_, db) =>
    {
        var all = new StringBuilder();
        await db.Database.OpenConnectionAsync(Ct);
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct(StringComparer.Ordinal).Except(Beside, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // names come from the EF model
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(Ct);
            var rows = new List<string>();
            while (await reader.ReadAsync(Ct)) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
            rows.Sort(StringComparer.Ordinal);
            all.Append(table).Append('\n').AppendJoin('\n', rows).Append('\n');
        }
        return all.ToString();
    });
}
