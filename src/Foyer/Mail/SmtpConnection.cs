using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Foyer.Web;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Foyer.Mail;

/// <summary>
/// One connection to the mail server, kept open from message to message. Servers close connections that idle or that have sent
/// enough (4.5.3); then the same message goes over a new one, once.
/// </summary>
internal sealed class SmtpConnection(FoyerOptions options) : IMailTransport
{
    private const int Milliseconds = 1000;
    private const int StepSeconds = 60;
    private static readonly TimeSpan WholeMessage = TimeSpan.FromMinutes(5);

    private readonly FoyerOptions.SmtpOptions smtp = options.Smtp;
    private SmtpClient? client;

    public async Task<string> Send(OutgoingMail mail, MimeMessage message, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(WholeMessage);
        var fresh = client is not { IsConnected: true };
        while (true)
        {
            try
            {
                return await (await Connected(limit.Token)).SendAsync(message, limit.Token);
            }
            catch (SmtpCommandException no)
            {
                var code = (int)no.StatusCode;
                if (code == 421 || IsSessionLimit(no)) await Close(politely: false);
                if (IsAuthentication(code)) throw Unreachable($"{Server} wants another sign-in: {Words(no)}. Check Foyer:Smtp:UserName and Password.", no);
                if (fresh || (code != 421 && !IsSessionLimit(no)))
                    throw new MailNotTakenException(code >= 500 ? NotTaken.Never : NotTaken.Later, Words(no), no);
            }
            catch (ServiceNotAuthenticatedException no)
            {
                throw Unreachable($"{Server} takes mail only after a sign-in: {no.Message} Set Foyer:Smtp:UserName and Password.", no);
            }
            catch (Exception lost) when (lost is IOException or SmtpProtocolException or SocketException or ServiceNotConnectedException or TimeoutException
                || (lost is OperationCanceledException && !ct.IsCancellationRequested))
            {
                await Close(politely: false);
                if (fresh) throw new MailNotTakenException(NotTaken.Later, $"The connection to {Server} broke off: {lost.Message}", lost);
            }
            fresh = true;
        }
    }

    public Task Rest() => Close(politely: true);

    public async ValueTask DisposeAsync() => await Close(politely: true);

    private string Server => $"{smtp.Host}:{smtp.Port}";

    private async Task<SmtpClient> Connected(CancellationToken ct)
    {
        if (client is { IsConnected: true }) return client;
        await Close(politely: false);
        var next = new SmtpClient { Timeout = StepSeconds * Milliseconds, LocalDomain = options.PublicUrl.IdnHost };
        if (smtp.CaPath is { } authority) Trust(next, authority);
        try
        {
            await next.ConnectAsync(await Reach(ct), smtp.Host!, smtp.Port, smtp.Security switch
            {
                "Tls" => SecureSocketOptions.SslOnConnect,
                "None" => SecureSocketOptions.None,
                _ => SecureSocketOptions.StartTls,
            }, ct);
            if (smtp.UserName is not null) await next.AuthenticateAsync(smtp.UserName, smtp.Password!, ct);
            // With it MailKit writes every message once more, only to know its size beforehand.
            next.Capabilities &= ~SmtpCapabilities.Size;
            return client = next;
        }
        catch (Exception failed)
        {
            next.Dispose();
            throw failed switch
            {
                SocketException no => Unreachable($"{Server} cannot be reached: {no.Message}. Check Foyer:Smtp:Host and Port.", no),
                SslHandshakeException no => Unreachable($"{Server} did not agree on TLS. Check Foyer:Smtp:Security, and Foyer:Smtp:CaPath when the certificate is the house's own.", no),
                NotSupportedException no => Unreachable($"{Server} offers no STARTTLS. Set Foyer:Smtp:Security to Tls or None.", no),
                AuthenticationException no => Unreachable($"{Server} refused the sign-in: {no.Message}. Check Foyer:Smtp:UserName and Password.", no),
                SmtpCommandException no => Unreachable($"{Server} greeted with {Words(no)}", no),
                IOException or SmtpProtocolException or TimeoutException => Unreachable($"{Server} does not answer as a mail server: {failed.Message}. Check Foyer:Smtp:Port and Security.", failed),
                OperationCanceledException when !ct.IsCancellationRequested => Unreachable($"{Server} does not answer.", failed),
                _ => failed,
            };
        }
    }

    /// <summary>
    /// Sends every segment at once: a message is written in pieces, and by default each waits until the server has confirmed
    /// the one before, which it puts off for 40 ms.
    /// </summary>
    private async Task<Socket> Reach(CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StepSeconds * Milliseconds);
        try
        {
            await socket.ConnectAsync(smtp.Host!, smtp.Port, limit.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Trust(SmtpClient client, string authority)
    {
        client.CheckCertificateRevocation = false; // an authority of the house seldom publishes lists
        client.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 presented) return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
            return chain.Build(presented);
        };
    }

    private async Task Close(bool politely)
    {
        if (client is null) return;
        var old = client;
        client = null;
        try
        {
            if (politely && old.IsConnected) await old.DisconnectAsync(quit: true, CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or SocketException or SmtpProtocolException or SmtpCommandException)
        {
            return; // it had hung up before us
        }
        finally
        {
            old.Dispose();
        }
    }

    private static bool IsSessionLimit(SmtpCommandException no) => (int)no.StatusCode < 500 && no.Message.Contains("4.5.3", StringComparison.Ordinal);

    private static bool IsAuthentication(int code) => code is 530 or 534 or 535 or 538;

    private static string Words(SmtpCommandException no) => $"{(int)no.StatusCode} {no.Message}";

    private static MailNotTakenException Unreachable(string words, Exception cause) => new(NotTaken.Unreachable, words, cause);
}
