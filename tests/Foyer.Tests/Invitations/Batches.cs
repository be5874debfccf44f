using System.Text;
using Foyer.Apps;
using Foyer.Groups;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Policies;
using Foyer.Rig;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Invitations;

/// <summary>What tests of batches say: upload this, wait until that, count those.</summary>
internal static class Batches
{
    public const string Header = "Email,DisplayName,InviteContactUsUrl,InviteAppResources,InviteGroupResources\n";

    public static string File(IEnumerable<string> addresses, string apps = "", string groups = "") =>
        Header + string.Concat(addresses.Select(a => $"{a},Guest,https://contoso.example/partners,{apps},{groups}\n"));

    public static string File(int count, string apps = "", string groups = "") =>
        File(Enumerable.Range(1, count).Select(i => $"guest{i}@partner.example"), apps, groups);

    public static Task<Result<InvitationBatch>> TryUpload(this TestTenant tenant, string csv, bool dryRun = false, Guid? inviter = null) =>
        tenant.App.In(tenant.Id, async (services, _) => await services.GetRequiredService<UploadBatch>()
            .Run(await tenant.Inviter(services, inviter), "partners.csv", new MemoryStream(Encoding.UTF8.GetBytes(csv)), dryRun, null, default));

    public static async Task<InvitationBatch> Upload(this TestTenant tenant, string csv, bool dryRun = false, Guid? inviter = null) =>
        (await tenant.TryUpload(csv, dryRun, inviter)).Failed(out var problem, out var batch) ? throw new InvalidOperationException(problem.Sentence) : batch;

    public static async Task<BatchView> UploadAndFinish(this TestTenant tenant, string csv) => await tenant.Finished((await tenant.Upload(csv)).Id);

    public static async Task<Inviter> Inviter(this TestTenant tenant, IServiceProvider services, Guid? id = null) =>
        await services.GetRequiredService<ResolveActor>().Inviter(id ?? tenant.Admin.Id, isApp: false, default) ?? throw new InvalidOperationException("may not invite");

    public static Task<Result<InvitationBatch>> Control(this TestTenant tenant, Guid batch, Func<ControlBatch, Inviter, Task<Result<InvitationBatch>>> act) =>
        tenant.App.In(tenant.Id, async (services, _) => await act(services.GetRequiredService<ControlBatch>(), await tenant.Inviter(services)));

    public static Task<BatchView> Finished(this TestTenant tenant, Guid batch) => tenant.Until(batch, b => b.State == BatchState.Completed);

    public static Task<BatchView> Until(this TestTenant tenant, Guid batch, Func<InvitationBatch, bool> isSo) => Eventually.Get(async ct =>
    {
        var view = await tenant.App.In(tenant.Id, (services, _) => services.GetRequiredService<ReadBatch>().Get(batch, ct));
        return isSo(view!.Batch) ? view : null;
    }, TimeSpan.FromSeconds(30), () => $"Batch {batch} does not get there.");

    public static Task<List<BatchRow>> Rows(this TestTenant tenant, Guid batch, RowOutcome? outcome = null) =>
        tenant.App.In(tenant.Id, async (services, _) => (await services.GetRequiredService<ReadBatch>().Rows(batch, new(outcome), 0, 100_000, default)).ConvertAll(r => r.Row));

    public static Task<Counts> Count(this TestTenant tenant) => tenant.App.In(tenant.Id, async (_, db) => new Counts(
        await db.Users.Guests.CountAsync(), await db.Invitations.CountAsync(i => i.State == InvitationState.Pending), await db.Invitations.CountAsync(),
        await db.AppRoleAssignments.CountAsync(a => a.PrincipalType == PrincipalType.User), await db.GroupMembers.CountAsync(), await db.OutgoingMails.CountAsync(m => m.Kind == "invitation")));
}

internal sealed record Counts(int Guests, int Open, int Invitations, int Assignments, int Members, int Mails);
