using Foyer.Apps;
using Foyer.Data;
using Foyer.Invitations;
using Foyer.Invitations.Csv;
using Foyer.Invitations.Letters;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web.Text;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Portal;

/// <summary>One language that a file uses: how many of its rows, and the first of them as an example.</summary>
public sealed record SampleLanguage(Language Language, int Rows, string GuestName, Guid? AppId, string? Message);

/// <summary>Shows how the mails of a planned file will look, one a language that stands in it, made of the first row in that language.</summary>
public sealed class ReadSampleMails(FoyerDb db, PreviewInvitation preview)
{
    /// <summary>Languages further down than this are sent as well, but not shown: the page should not wait for a million rows.</summary>
    private const int LookedAt = 20_000;

    public async Task<List<SampleLanguage>> Languages(TenantAdmin admin, Guid batchId, CancellationToken ct)
    {
        var found = new Dictionary<Language, SampleLanguage>();
        var house = Language.Find(await db.Set<Tenant>().Where(t => t.Id == admin.TenantId).Select(t => t.PreferredLanguage).SingleAsync(ct)) ?? Language.English;
        await using var stored = new StoredFile(db, batchId);
        if ((await GuestCsv.Open(stored, ct)).Failed(out _, out var file)) return [];
        await foreach (var row in file.Rows(ct).Take(LookedAt))
        {
            if (row.Errors.Count > 0 || row.Address is not { } address || !row.SendMail) continue;
            var language = Language.Find(row.Language) ?? house;
            found[language] = found.TryGetValue(language, out var seen)
                ? seen with { Rows = seen.Rows + 1 }
                : new(language, 1, row.DisplayName ?? address.LocalPart, row.InviteAppId, row.Message);
        }

        return [.. found.Values.OrderByDescending(l => l.Rows)];
    }

    public async Task<MailPreview> Mail(TenantAdmin admin, SampleLanguage sample, CancellationToken ct)
    {
        Guid? shown = sample.AppId is { } appId ? await db.ServicePrincipals.Where(s => s.AppId == appId).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(ct) : null;
        return await preview.Run(admin, sample.Language, shown, sample.Message, sample.GuestName, ct);
    }
}
