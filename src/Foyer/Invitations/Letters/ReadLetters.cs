using Foyer.Apps;
using Foyer.Branding;
using Foyer.Data;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations.Letters;

/// <summary>Reads what letters of the current tenant say, for many at once: a handful of questions to the store, however many letters.</summary>
public sealed class ReadLetters(FoyerDb db, CurrentTenant tenant, MailLogos logos, FoyerOptions options, TimeProvider clock)
{
    private Tenant? organisation;
    private string? domain;
    private readonly Dictionary<Language, LetterBrand> brands = [];
    private Dictionary<Guid, ServicePrincipal>? apps;

    internal async Task<LetterBrand> Brand(Language language, CancellationToken ct)
    {
        organisation ??= await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == tenant.Id, ct);
        domain ??= await db.VerifiedDomains.OrderByDescending(d => d.IsDefault).ThenBy(d => d.VerifiedAt).Select(d => d.Name).FirstOrDefaultAsync(ct);
        if (!brands.TryGetValue(language, out var brand)) brands[language] = brand = LetterBrand.Of(organisation, domain) with { Logo = await logos.Of(organisation, language, ct) };
        return brand;
    }

    /// <summary>Letters by invitation id; <paramref name="secrets"/> stand in the links.</summary>
    internal async Task<Dictionary<Guid, InvitationLetter>> Invitations(IReadOnlyDictionary<Guid, InvitationSecret> secrets, CancellationToken ct)
    {
        var ids = secrets.Keys.ToArray();
        var now = clock.UtcNow;
        var open = await db.Invitations.AsNoTracking().Where(i => ids.Contains(i.Id) && i.State == InvitationState.Pending && i.ExpiresAt > now).ToListAsync(ct);
        var guestIds = open.Select(i => i.GuestId).ToArray();
        var names = await db.Users.Live.Where(u => guestIds.Contains(u.Id)).Select(u => new { u.Id, u.DisplayName }).ToDictionaryAsync(u => u.Id, u => u.DisplayName, ct);
        var granted = (await db.AppRoleAssignments.Where(a => guestIds.Contains(a.PrincipalId)).Select(a => new { a.PrincipalId, a.ResourceId }).ToListAsync(ct))
            .ToLookup(a => a.PrincipalId, a => a.ResourceId);
        await LoadApps([.. open.Select(i => i.ShownAppId).OfType<Guid>(), .. granted.SelectMany(g => g)], ct);

        var letters = new Dictionary<Guid, InvitationLetter>();
        foreach (var invitation in open)
        {
            // A link whose secret was replaced, or whose guest is gone, would open nothing.
            var secret = secrets[invitation.Id];
            if (!names.TryGetValue(invitation.GuestId, out var name) || !(invitation.MailedSecretHash.AsSpan().SequenceEqual(secret.Hash) || (invitation.CopiedSecretHash ?? []).AsSpan().SequenceEqual(secret.Hash))) continue;
            var language = Language.Find(invitation.Language) ?? Language.English;
            letters[invitation.Id] = Letter(await Brand(language, ct), language, name, invitation.Address, InvitationLink.Of(options, tenant.Id, invitation.Id, secret), invitation.ExpiresAt) with
            {
                InviterName = invitation.InvitedByApp ? null : Printable.Line(invitation.InviterName),
                InviterMail = invitation.InvitedByApp ? null : invitation.InviterMail,
                App = App(invitation.ShownAppId),
                FurtherApps = [.. granted[invitation.GuestId].Distinct().Where(id => id != invitation.ShownAppId && apps!.TryGetValue(id, out var app) && !app.Hidden).Select(id => App(id)).OfType<LetterApp>().OrderBy(a => a.Name, StringComparer.Ordinal)],
                Message = Text(invitation.Message),
                ContactUrl = invitation.ContactUrl ?? organisation!.ContactUrl,
            };
        }
        return letters;
    }

    /// <summary>A letter that was never sent, to show how it will look.</summary>
    internal async Task<InvitationLetter> Sample(Language language, Guid? shownAppId, string? message, string guestName, string guestAddress, CancellationToken ct)
    {
        var brand = await Brand(language, ct);
        await LoadApps(shownAppId is { } id ? [id] : [], ct);
        return Letter(brand, language, guestName, guestAddress, options.Url("/redeem?sample"), clock.UtcNow + options.Invitations.Lifetime) with
        {
            App = App(shownAppId),
            Message = Text(message),
            ContactUrl = organisation!.ContactUrl,
        };
    }

    private InvitationLetter Letter(LetterBrand brand, Language language, string guestName, string address, string link, DateTime expires) =>
        new(Texts.In(language), brand, Printable.Line(guestName), address, link, expires, InvitationTerms.DaysLeft(expires, clock.UtcNow))
        {
            PrivacyUrl = organisation!.PrivacyStatementUrl,
        };

    private async Task LoadApps(IEnumerable<Guid> ids, CancellationToken ct)
    {
        apps ??= [];
        var missing = ids.Distinct().Where(id => !apps.ContainsKey(id)).ToArray();
        if (missing.Length == 0) return;
        foreach (var app in await db.ServicePrincipals.AsNoTracking().Where(s => missing.Contains(s.Id)).ToListAsync(ct)) apps[app.Id] = app;
    }

    private LetterApp? App(Guid? id) =>
        id is { } known && apps!.TryGetValue(known, out var app) ? LetterApp.Of(app.DisplayName, app.AccentColor) : null;

    private static string? Text(string? message) => Printable.Lines(message) is { Length: > 0 } clean ? clean : null;
}
