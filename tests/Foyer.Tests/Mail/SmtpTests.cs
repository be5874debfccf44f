using Foyer.Mail;
using Foyer.Rig;
using Foyer.Tests.Rig;

namespace Foyer.Tests.Mail;

/// <summary>Foyer and a real mail server: what gets through, what is tried again, what has failed, and what a person is told.</summary>
public class SmtpTests(MailServer server) : IClassFixture<MailServer>
{
    private PostfixRig Postfix => server.Postfix;

    [Theory]
    [InlineData(Store.Sqlite, "StartTls"), InlineData(Store.Postgres, "StartTls"), InlineData(Store.Sqlite, "Tls"), InlineData(Store.Postgres, "Tls")]
    public async Task Mail_goes_out_encrypted_and_after_a_sign_in(Store store, string security)
    {
        await using var app = await TestApp.New(store, Settings(security));
        var invited = await QueuedInvitation.New(await app.NewTenant(), new("alice@partner.example"));

        using var came = await Postfix.WaitForMessage(m => m.Headers["X-Foyer-Invitation"] == invited.InvitationId.ToString("D"), TimeSpan.FromSeconds(20));
        Assert.Equal($"{invited.MailId:N}@contoso.example", came.MessageId);
        Assert.Equal("invitations@contoso.example", came.From.Mailboxes.Single().Address);
        Assert.Equal("anna.weber@contoso.example", came.ReplyTo.Mailboxes.Single().Address);
        Assert.Equal("auto-generated", came.Headers["Auto-Submitted"]);
        Assert.Contains(invited.Secret, came.TextBody, StringComparison.Ordinal);
        Assert.Contains(invited.Secret, came.HtmlBody, StringComparison.Ordinal);
        var mail = await invited.Becomes(DeliveryState.Sent);
        Assert.Contains("queued as", mail.Reply, StringComparison.Ordinal);
        Assert.Equal((DeliveryState.Sent, mail.Reply), ((await invited.Invitation()).Delivery, (await invited.Invitation()).DeliveryReply));
    }

    [Fact]
    public async Task A_wrong_password_keeps_the_mail_and_names_the_setting()
    {
        await using var app = await TestApp.New(Store.Sqlite, Settings("Tls", ("Password", "wrong")));
        var waiting = await (await QueuedInvitation.New(await app.NewTenant(), new("password@partner.example"))).Becomes(DeliveryState.Deferred);
        Assert.Contains("Foyer:Smtp:UserName and Password", waiting.Reply, StringComparison.Ordinal);
        Assert.NotNull(waiting.Payload);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_gets_nothing()
    {
        await using var app = await TestApp.New(Store.Sqlite, Settings("StartTls", ("CaPath", null)));
        var waiting = await (await QueuedInvitation.New(await app.NewTenant(), new("certificate@partner.example"))).Becomes(DeliveryState.Deferred);
        Assert.Contains("Foyer:Smtp:CaPath", waiting.Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_demanded_encryption_nothing_is_sent_in_clear()
    {
        await using var sink = await SmtpSinkRig.Start(dump: true);
        await using var app = await TestApp.New(Store.Sqlite, Settings("StartTls", ("Host", sink.Host), ("Port", $"{sink.Port}")));
        var waiting = await (await QueuedInvitation.New(await app.NewTenant(), new("clear@partner.example"))).Becomes(DeliveryState.Deferred);
        Assert.Contains("offers no STARTTLS", waiting.Reply, StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_is_refused_for_now_is_tried_again_with_growing_pauses_until_the_patience_ends(Store store)
    {
        await using var app = await TestApp.New(store, Settings("Tls"));
        var invited = await QueuedInvitation.New(await app.NewTenant(), new($"tempfail-{store}@partner.example"));

        var pauses = new List<TimeSpan>();
        var mail = await invited.Becomes(DeliveryState.Deferred, attempts: 1);
        while (mail.State == DeliveryState.Deferred)
        {
            Assert.Contains("451", mail.Reply, StringComparison.Ordinal);
            Assert.Contains("Try again later", mail.Reply, StringComparison.Ordinal);
            Assert.NotNull(mail.Payload);
            var invitation = await invited.Invitation();
            Assert.Equal((DeliveryState.Deferred, mail.Reply), (invitation.Delivery, invitation.DeliveryReply));
            pauses.Add(mail.NotBefore - app.Clock.GetUtcNow().UtcDateTime);
            app.Later(pauses[^1]);
            var attempts = mail.Attempts;
            await Eventually.Is(async _ => (mail = await invited.Mail()).Attempts > attempts, TimeSpan.FromSeconds(20), () => $"After {attempts} attempts nothing happens.");
        }

        Assert.Equal([1, 5, 15, 60, 240, 480], pauses.Take(6).Select(p => (int)p.TotalMinutes));
        Assert.All(pauses.Zip(pauses.Skip(1)), p => Assert.True(p.First <= p.Second));
        Assert.InRange(pauses.Aggregate(TimeSpan.Zero, (sum, p) => sum + p), TimeSpan.FromDays(2.5), TimeSpan.FromDays(3));
        Assert.Equal((DeliveryState.Failed, null), (mail.State, mail.Payload));
        Assert.Equal(DeliveryState.Failed, (await invited.Invitation()).Delivery);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_is_refused_for_good_has_failed_and_the_invitation_shows_the_servers_words(Store store)
    {
        await using var app = await TestApp.New(store, Settings("StartTls"));
        var tenant = await app.NewTenant();
        var refused = await QueuedInvitation.New(tenant, new($"reject-{store}@partner.example"));
        var other = await QueuedInvitation.New(tenant, new($"fine-{store}@partner.example"));

        var mail = await refused.Becomes(DeliveryState.Failed);
        Assert.Equal((1, null), (mail.Attempts, mail.Payload));
        var invitation = await refused.Invitation();
        Assert.Equal(DeliveryState.Failed, invitation.Delivery);
        Assert.Contains("550", invitation.DeliveryReply, StringComparison.Ordinal);
        Assert.Contains("No such person here", invitation.DeliveryReply, StringComparison.Ordinal);
        await other.Becomes(DeliveryState.Sent);
    }

    private Dictionary<string, string?> Settings(string security, params ReadOnlySpan<(string Key, string? Value)> others)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Foyer:Smtp:Host"] = Postfix.Host,
            ["Foyer:Smtp:Port"] = $"{(security == "Tls" ? Postfix.TlsPort : Postfix.SubmissionPort)}",
            ["Foyer:Smtp:Security"] = security,
            ["Foyer:Smtp:UserName"] = Postfix.UserName,
            ["Foyer:Smtp:Password"] = Postfix.Password,
            ["Foyer:Smtp:CaPath"] = Postfix.CaFile,
            ["Foyer:Smtp:From"] = "invitations@contoso.example",
        };
        foreach (var (key, value) in others) settings["Foyer:Smtp:" + key] = value;
        return settings;
    }
}
