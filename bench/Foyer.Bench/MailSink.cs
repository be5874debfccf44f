using Foyer.Branding;
using Foyer.Commands;
using Foyer.Data;
using Foyer.Mail;
using Foyer.Rig;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace Foyer.Bench;

/// <summary>
/// Mails a second that the server hands to an SMTP sink on loopback: 30,000 invitations that an import has queued, rendered, sent
/// and stored as sent. The first 10,000 do not count: the server has just started and is still compiling itself. Beside it, in the same round, what bare MailKit reaches against the
/// same sink with one of these very mails, ready-made (<see cref="MailSinkLimit"/>).
/// </summary>
internal static class MailSink
{
    private const int Mails = 30_000;
    private const int WarmUp = 10_000;
    private const int Rounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<Figure> Measure(Func<Task<FoyerOptions.DatabaseOptions>> newStore, bool branded = false)
    {
        await using var sink = await SmtpSinkRig.Start();
        var rounds = new List<(double Rate, double Limit)>();
        for (var round = 0; round < Rounds; round++)
        {
            using var home = new RigFolder();
            var options = new FoyerOptions { Data = home["data"], Database = await newStore() };
            await Queue(home, options);
            if (branded) await Brand(options);
            var one = await MailSinkLimit.OneOf(options);
            rounds.Add((await Send(home, options, sink), await MailSinkLimit.Send(sink, one, Mails)));
        }

        return new(Import.Median(rounds.Select(r => r.Rate)), "mails/s", Import.Median(rounds.Select(r => r.Limit)), "bare MailKit, 4 connections, the same mail ready-made",
            Import.Median(rounds.Select(r => r.Rate / r.Limit)), [.. rounds.Select(r => r.Rate)]);
    }

    private static async Task Queue(RigFolder home, FoyerOptions options)
    {
        await using (var server = await ImportServer.Start(options.Database.ConnectionString, home)) await server.Import(Mails);
        await using var db = Open(options);
        // A few were tried in vain while there was no mail server; they wait like all the others.
        await db.OutgoingMails.Where(m => m.State == DeliveryState.Deferred)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, DeliveryState.Queued).SetProperty(m => m.Attempts, 0).SetProperty(m => m.NotBefore, m => m.CreatedAt));
        if (await db.OutgoingMails.CountAsync(m => m.State == DeliveryState.Queued && m.LeasedBy == null) is var waiting && waiting != Mails)
            throw new InvalidOperationException($"{waiting} of {Mails} mails wait to be sent.");
    }

    /// <summary>A banner as organisations have them: a mark and letters, 4 KB.</summary>
    private static async Task Brand(FoyerOptions options)
    {
        using var drawn = new SKBitmap(new SKImageInfo(245, 36));
        using (var canvas = new SKCanvas(drawn))
        {
            using var paint = new SKPaint { Color = new SKColor(0x0f, 0x6c, 0xbd), IsAntialias = true };
            for (var x = 0; x < 8; x++) canvas.DrawCircle((x * 30) + 18, 18, 15 - x, paint);
        }
        if (CheckPicture.Run(PictureKind.BannerLogo, drawn.Encode(SKEncodedImageFormat.Png, 90).ToArray()).Failed(out var why, out var made)) throw new InvalidOperationException(why.Sentence);
        await using var db = Open(options);
        var now = DateTime.UnixEpoch;
        db.BrandingSets.Add(new() { TenantId = CreateDemo.Contoso, Locale = BrandingLocale.DefaultCode, Tag = BrandingLocale.DefaultCode, ChangedAt = now });
        db.BrandingPictures.Add(new()
        {
            TenantId = CreateDemo.Contoso, Locale = BrandingLocale.DefaultCode, Kind = PictureKind.BannerLogo, Bytes = made.Bytes, ContentType = made.ContentType, Hash = made.Hash,
            Width = made.Width, Height = made.Height, ShowsByDay = made.ShowsByDay, ShowsByNight = made.ShowsByNight, ChangedAt = now,
        });
        await db.SaveChangesAsync();
    }

    /// <summary>Between the last mail of the warm-up and the last of all, by the times that the server itself notes.</summary>
    private static async Task<double> Send(RigFolder home, FoyerOptions options, SmtpSinkRig sink)
    {
        await using var server = await ImportServer.Start(options.Database.ConnectionString, home, sink.Port);
        await using var db = Open(options);
        await Eventually.Is(async ct =>
        {
            if (!server.Runs(out var output)) throw new InvalidOperationException(output);
            await Task.Delay(TimeSpan.FromMilliseconds(250), ct); // asking costs the server something as well
            return !await db.OutgoingMails.AnyAsync(m => m.State == DeliveryState.Queued || m.State == DeliveryState.Deferred, ct);
        }, Patience, () => "The mails were not sent in time.");
        var sent = db.OutgoingMails.Where(m => m.State == DeliveryState.Sent);
        if (await sent.CountAsync() != Mails) throw new InvalidOperationException("Not every mail was sent.");
        var warm = await sent.OrderBy(m => m.SentAt).Select(m => m.SentAt).Skip(WarmUp - 1).FirstAsync();
        return (Mails - WarmUp) / (await sent.MaxAsync(m => m.SentAt) - warm)!.Value.TotalSeconds;
    }

    public static FoyerDb Open(FoyerOptions options)
    {
        var builder = new DbContextOptionsBuilder();
        DataModule.Use(builder, options);
        var tenant = new CurrentTenant();
        tenant.Set(CreateDemo.Contoso);
        return new FoyerDb(builder.Options, tenant);
    }
}

internal sealed class MailSinkSqlite : IBenchmark
{
    public string Name => "mail.sink";

    public Task<Figure> Run() => MailSink.Measure(() => Task.FromResult(new FoyerOptions.DatabaseOptions()));
}

/// <summary>The same with the organisation's logo in every mail.</summary>
internal sealed class MailSinkBranded : IBenchmark
{
    public string Name => "mail.sink.logo";

    public Task<Figure> Run() => MailSink.Measure(() => Task.FromResult(new FoyerOptions.DatabaseOptions()), branded: true);
}

internal sealed class MailSinkPostgres : IBenchmark
{
    public string Name => "mail.sink.postgres";

    public async Task<Figure> Run()
    {
        await using var rig = await PostgresRig.Start(durable: true);
        var databases = 0;
        return await MailSink.Measure(async () => new() { Provider = "Postgres", ConnectionString = await rig.CreateDatabase($"mail_{++databases}") });
    }
}
