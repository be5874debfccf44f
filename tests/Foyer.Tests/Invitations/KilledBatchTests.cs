using Foyer.Apps;
using Foyer.Commands;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Rig;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Invitations;

/// <summary>The server as a process that dies in the middle of its work, again and again.</summary>
public class KilledBatchTests
{
    private const int Rows = 20_000;

    // On PostgreSQL a dead process's lease must end first, which takes its time.
    [Theory, InlineData(Store.Sqlite, 10), InlineData(Store.Postgres, 2)]
    public async Task However_often_the_server_is_killed_no_row_is_lost_and_none_is_done_twice(Store store, int kills)
    {
        using var folder = new RigFolder();
        Directory.CreateDirectory(folder["data"]);
        var options = new FoyerOptions { Data = folder["data"], Database = { Provider = store.ToString(), ConnectionString = await TestStores.New(store, folder["data"]) } };
        await using var server = DemoProcess.Server(options);
        await server.Start();
        var batch = await DemoProcess.Upload(server, options, Batches.File(Rows, apps: CreateDemo.Moodle.ToString()));

        var random = new Random();
        var (reached, starting) = (-1, Task.CompletedTask);
        for (var kill = 0; kill < kills; kill++)
        {
            // Somewhere in a chunk: its transaction takes about a tenth of a second.
            var from = Math.Max(reached + 1, Rows / (kills + 3) * kill); // the last one leaves a fast machine enough to do
            await Eventually.Is(async ct => await Position(options, batch, ct) >= from, TimeSpan.FromSeconds(120), () => server.Output);
            await Task.Delay(random.Next(0, 150));
            await server.Kill();
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            // Asked while it is dead, and without waiting until it is ready again: the batch goes on before that.
            reached = await Position(options, batch, default);
            Assert.True(reached < Rows, "This kill came too late to prove anything.");
            starting = server.Start();
        }

        await starting;
        await Eventually.Is(async ct => await Position(options, batch, ct) == Rows, TimeSpan.FromSeconds(60), () => server.Output);
        await Eventually.Is(async ct => { await using var db = DemoProcess.Open(options); return await db.InvitationBatches.AnyAsync(b => b.State == BatchState.Completed, ct); }, TimeSpan.FromSeconds(30), () => server.Output);

        await using var store2 = DemoProcess.Open(options);
        var done = await store2.InvitationBatches.SingleAsync();
        Assert.Equal((Rows, 0, 0, 0), (done.Invited, done.Updated, done.Skipped, done.Failed));
        Assert.Equal(Rows, await store2.Users.Guests.CountAsync());
        Assert.Equal(Rows, await store2.Users.Guests.Select(u => u.MailKey).Distinct().CountAsync());
        Assert.Equal(Rows, await store2.Invitations.CountAsync());
        Assert.Equal(Rows, await store2.OutgoingMails.CountAsync());
        Assert.Equal(Rows, await store2.OutgoingMails.Select(m => m.Recipient).Distinct().CountAsync());
        Assert.Equal(Rows, await store2.AppRoleAssignments.CountAsync(a => a.PrincipalType == PrincipalType.User));
        Assert.Equal(Rows, await store2.BatchRows.CountAsync());
    }

    private static async Task<int> Position(FoyerOptions options, Guid batch, CancellationToken ct)
    {
        await using var db = DemoProcess.Open(options);
        return await db.InvitationBatches.Where(b => b.Id == batch).Select(b => b.Position).SingleAsync(ct);
    }
}
