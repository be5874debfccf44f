using System.Text.RegularExpressions;
using Foyer.Commands;
using Foyer.Mail;
using Foyer.Rig;
using Foyer.Tests.Invitations;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Mail;

/// <summary>The server as a process that dies while it sends, against a mail server that keeps what it was given.</summary>
public partial class KilledSenderTests
{
    private const int Mails = 3000;

    // What a dead process had taken comes back when its leases end, which takes half a minute after each kill.
    [Theory, InlineData(Store.Sqlite, 4), InlineData(Store.Postgres, 2)]
    public async Task However_often_the_server_is_killed_every_mail_arrives_and_only_those_in_flight_twice(Store store, int kills)
    {
        using var folder = new RigFolder();
        Directory.CreateDirectory(folder["data"]);
        await using var sink = await SmtpSinkRig.Start(dump: true);
        var options = new FoyerOptions { Data = folder["data"], Database = { Provider = store.ToString(), ConnectionString = await TestStores.New(store, folder["data"]) } };
        await using var server = DemoProcess.Server(options, sink.Port);
        await server.Start();
        await DemoProcess.Upload(server, options, Batches.File(Mails, apps: CreateDemo.Moodle.ToString()));

        var random = new Random();
        for (var kill = 0; kill < kills; kill++)
        {
            var sent = Mails / (kills + 2) * kill; // the last one leaves a fast machine enough to do
            await Eventually.Is(async ct => await Sent(options, ct) > sent, TimeSpan.FromSeconds(90), () => $"{sink.Messages.Count} messages came.\n{server.Output}");
            await Task.Delay(random.Next(0, 50));
            await server.Kill();
            Assert.True(await Sent(options, default) < Mails, "This kill came too late to prove anything.");
            await server.Start();
        }

        await Eventually.Is(async ct => await Sent(options, ct) == Mails, TimeSpan.FromSeconds(120), () => $"{sink.Messages.Count} messages came.\n{server.Output}");
        await server.Stop();

        // A message that broke off has no end, and no mail server would have taken it.
        var came = sink.Messages.Select(File.ReadAllText).Where(text => End().IsMatch(text))
            .Select(text => (Invitation: Invitation().Match(text).Groups[1].Value, MessageId: MessageId().Match(text).Groups[1].Value)).ToList();
        var byInvitation = came.ToLookup(m => m.Invitation, m => m.MessageId);
        Assert.Equal(Mails, byInvitation.Count);
        Assert.All(byInvitation, messages => Assert.Single(messages.Distinct(StringComparer.Ordinal)));
        Assert.Equal(Mails, came.Select(m => m.MessageId).Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(came.Count - Mails, 0, kills * options.Smtp.Connections);
        Assert.All(byInvitation, messages => Assert.InRange(messages.Count(), 1, 1 + kills));
        await using var db = DemoProcess.Open(options);
        Assert.Equal(Mails, await db.OutgoingMails.CountAsync(m => m.Payload == null && m.LeasedBy == null && m.Attempts == 1));
        Assert.Equal(Mails, await db.Set<Foyer.Invitations.Invitation>().CountAsync(i => i.Delivery == DeliveryState.Sent));
    }

    private static async Task<int> Sent(FoyerOptions options, CancellationToken ct)
    {
        await using var db = DemoProcess.Open(options);
        return await db.OutgoingMails.CountAsync(m => m.State == DeliveryState.Sent, ct);
    }

    [GeneratedRegex("^X-Foyer-Invitation: (\\S+)", RegexOptions.Multiline)]
    private static partial Regex Invitation();

    [GeneratedRegex("^Message-Id: <([^>]+)>", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex MessageId();

    [GeneratedRegex("^--\\S+--\\s*\\z", RegexOptions.Multiline)]
    private static partial Regex End();
}
