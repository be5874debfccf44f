using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Foyer.Commands;
using Foyer.Data;
using Foyer.Mail;
using Foyer.Rig;
using Foyer.Web;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace Foyer.Bench;

/// <summary>
/// What MailKit reaches by itself: four connections that send one and the same finished message with nothing but another recipient and
/// Message-ID. Nothing is read from a store, rendered, encoded or written down.
/// </summary>
internal static class MailSinkLimit
{
    private const int Connections = 4;
    private const int WarmUp = 200;

    /// <summary>One of the queued mails as it goes out, made by the server's own template.</summary>
    public static async Task<byte[]> OneOf(FoyerOptions options)
    {
        await using var server = FoyerServer.Build([], builder =>
        {
            builder.Configuration["Foyer:Data"] = options.Data;
            builder.Configuration["Foyer:Database:Provider"] = options.Database.Provider;
            builder.Configuration["Foyer:Database:ConnectionString"] = options.Database.ConnectionString;
            builder.Logging.ClearProviders();
        });
        await using var scope = server.Services.GetRequiredService<TenantScopes>().In(CreateDemo.Contoso);
        var mail = await scope.ServiceProvider.GetRequiredService<FoyerDb>().OutgoingMails.AsNoTracking().FirstAsync();
        var payload = server.Services.GetRequiredService<MailPayloads>().Unprotect(mail);
        using var message = (await server.Services.GetRequiredService<MailTemplates>()[mail.Kind].Render([new(mail, payload)], scope.ServiceProvider, default))[0]
            ?? throw new InvalidOperationException("The queued mail is not sent.");
        message.Prepare(EncodingConstraint.SevenBit);
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>Messages a second over all connections, from the first command of the first message.</summary>
    public static async Task<double> Send(SmtpSinkRig sink, byte[] message, int count)
    {
        var lines = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Line.Open(sink, message)));
        await Task.WhenAll(lines.Select(line => line.Send(WarmUp)));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(lines.Select(line => line.Send(count / Connections)));
        var elapsed = watch.Elapsed;
        foreach (var line in lines) line.Dispose();
        return count / Connections * Connections / elapsed.TotalSeconds;
    }

    private sealed class Line(SmtpClient client, MimeMessage message) : IDisposable
    {
        public static async Task<Line> Open(SmtpSinkRig sink, byte[] bytes)
        {
            // Without NoDelay a message of two segments takes 40 ms, and the limit would be none.
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(sink.Host, sink.Port);
            var client = new SmtpClient();
            await client.ConnectAsync(socket, sink.Host, sink.Port, SecureSocketOptions.None);
            using var stream = new MemoryStream(bytes);
            return new Line(client, await MimeMessage.LoadAsync(stream));
        }

        public Task Send(int count) => Task.Run(async () =>
        {
            for (var i = 0; i < count; i++)
            {
                message.To.Clear();
                message.To.Add(new MailboxAddress("", string.Create(CultureInfo.InvariantCulture, $"given{i}.surname@partner.example")));
                message.MessageId = $"{Guid.CreateVersion7():N}@contoso.example";
                await client.SendAsync(message);
            }
        });

        public void Dispose()
        {
            client.Dispose();
            message.Dispose();
        }
    }
}
