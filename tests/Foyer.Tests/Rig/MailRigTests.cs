using System.Security.Cryptography.X509Certificates;
using Foyer.Rig;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Foyer.Tests.Rig;

/// <summary>One mail server for all the tests here: it takes two seconds to start.</summary>
public sealed class MailServer : IAsyncLifetime
{
    public PostfixRig Postfix { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Postfix = await PostfixRig.Start(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Postfix.DisposeAsync();
}

public class MailRigTests(MailServer server) : IClassFixture<MailServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plain_mail_is_delivered()
    {
        using var client = new SmtpClient();
        await client.ConnectAsync(server.Postfix.Host, server.Postfix.Port, SecureSocketOptions.None, Ct);
        await Sends(client, "plain");
    }

    [Fact]
    public async Task Mail_after_STARTTLS_and_AUTH_is_delivered()
    {
        using var client = Trusting();
        await client.ConnectAsync(server.Postfix.Host, server.Postfix.SubmissionPort, SecureSocketOptions.StartTls, Ct);
        await client.AuthenticateAsync(server.Postfix.UserName, server.Postfix.Password, Ct);
        await Sends(client, "starttls");
    }

    [Fact]
    public async Task Mail_over_implicit_TLS_is_delivered()
    {
        using var client = Trusting();
        await client.ConnectAsync(server.Postfix.Host, server.Postfix.TlsPort, SecureSocketOptions.SslOnConnect, Ct);
        await client.AuthenticateAsync(server.Postfix.UserName, server.Postfix.Password, Ct);
        await Sends(client, "tls");
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        using var client = Trusting();
        await client.ConnectAsync(server.Postfix.Host, server.Postfix.TlsPort, SecureSocketOptions.SslOnConnect, Ct);
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(server.Postfix.UserName, "wrong", Ct));
    }

    [Fact]
    public async Task A_client_that_does_not_know_the_authority_refuses_the_certificate()
    {
        using var client = new SmtpClient();
        await Assert.ThrowsAsync<SslHandshakeException>(
            () => client.ConnectAsync(server.Postfix.Host, server.Postfix.TlsPort, SecureSocketOptions.SslOnConnect, Ct));
    }

    [Theory]
    [InlineData("tempfail@partner.example", 451)]
    [InlineData("reject@partner.example", 550)]
    public async Task Some_recipients_are_answered_with_an_error(string recipient, int status)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync(server.Postfix.Host, server.Postfix.Port, SecureSocketOptions.None, Ct);
        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(Mail("never", recipient), Ct));
        Assert.Equal(status, (int)refused.StatusCode);
    }

    [Fact]
    public async Task The_sink_takes_mail_and_keeps_it_when_asked()
    {
        await using var sink = await SmtpSinkRig.Start(dump: true, ct: Ct);
        using var client = new SmtpClient();
        await client.ConnectAsync(sink.Host, sink.Port, SecureSocketOptions.None, Ct);
        await client.SendAsync(Mail("sink"), Ct);
        await client.DisconnectAsync(true, Ct);

        Assert.Contains("Subject: sink", await File.ReadAllTextAsync(Assert.Single(sink.Messages), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sink_refuses_commands_it_was_told_to()
    {
        await using var sink = await SmtpSinkRig.Start(options: ["-r", "rcpt"], ct: Ct);
        using var client = new SmtpClient();
        await client.ConnectAsync(sink.Host, sink.Port, SecureSocketOptions.None, Ct);
        await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(Mail("refused"), Ct));
    }

    private SmtpClient Trusting()
    {
        var client = new SmtpClient { CheckCertificateRevocation = false };
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusted.CustomTrustStore.Add(server.Postfix.Authority.Root);
        client.ServerCertificateValidationCallback = (_, certificate, _, _) =>
        {
            using var chain = new X509Chain { ChainPolicy = trusted };
            return chain.Build((X509Certificate2)certificate!);
        };
        return client;
    }

    private async Task Sends(SmtpClient client, string subject)
    {
        await client.SendAsync(Mail(subject), Ct);
        await client.DisconnectAsync(true, Ct);
        var delivered = await server.Postfix.WaitForMessage(m => string.Equals(m.Subject, subject, StringComparison.Ordinal), ct: Ct);
        Assert.Equal("anna@partner.example", delivered.To.Mailboxes.Single().Address);
    }

    private static MimeMessage Mail(string subject, string to = "anna@partner.example") => new(
        [new MailboxAddress("Foyer", "foyer@contoso.example")], [MailboxAddress.Parse(to)], subject, new TextPart("plain") { Text = "Hello" });
}
