using Foyer.Apps;
using Foyer.Branding;
using Foyer.Data;
using Foyer.SignIn;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect.Consent;

/// <summary>Who published an app: this organisation, another one (by name and proven domain), or the server itself (no name).</summary>
public sealed record Publisher(bool IsOwn, string? Name, string? Domain);

/// <summary>What a consent page shows.</summary>
public sealed record ConsentQuestion(string App, Publisher Publisher, string Address, IReadOnlyList<PermissionLine> Lines)
{
    public IReadOnlyList<PermissionLine> OwnLines { get; init; } = [];
    /// <summary>The person cannot allow it and reads whom to ask.</summary>
    public bool OnlyAdmin { get; init; }
    public bool ForEverybody { get; init; }
    public bool MayForEverybody { get; init; }
    public string Action { get; init; } = "";
    public string Ticket { get; init; } = "";
    public string? Onward { get; init; }
    public string? BackHref { get; init; }
    public string? SwitchHref { get; init; }
    public string? AdminAddress { get; init; }
}

/// <summary>Puts the page together for whoever asks: the sign-in of an app, a device, or an administrator.</summary>
internal sealed class AskConsent(FoyerDb db, FindPerson people, FindBrand brands, ConsentTickets tickets, FoyerOptions options)
{
    /// <summary>
    /// The page for a person who opens an app. <paramref name="again"/> is the address to come back to, <paramref name="back"/> the one
    /// that answers the app with a refusal.
    /// </summary>
    public async Task<IResult> Person(HttpContext http, Client client, User user, Sitting sitting, ConsentState state, string scope, string again, string back, string? onward, CancellationToken ct)
    {
        var text = http.Texts();
        var isAdmin = await db.HoldsRole(user.Id, DirectoryRoles.GlobalAdministrator, ct);
        var question = new ConsentQuestion(client.ServicePrincipal.DisplayName, await PublisherOf(client, ct), await people.AddressOf(sitting, ct) ?? sitting.Name, text.Of(state.Missing))
        {
            OnlyAdmin = state.OnlyAdmin && !isAdmin,
            ForEverybody = state.OnlyAdmin && isAdmin,
            MayForEverybody = isAdmin && !state.OnlyAdmin,
            Action = $"/{user.TenantId:D}/oauth2/v2.0/consent",
            Ticket = tickets.Write(Ticket(client, user, sitting, state, again)),
            Onward = onward,
            BackHref = back,
            SwitchHref = SignInAddress.To(again, tenant: user.TenantId, prompt: "select_account"),
            AdminAddress = options.Url($"/{user.TenantId:D}/v2.0/adminconsent?client_id={client.App.AppId:D}&scope={Uri.EscapeDataString(scope)}"),
        };
        return Page(text, question, await brands.Of(user.TenantId, text.Language, ct), question.OnlyAdmin ? StatusCodes.Status403Forbidden : StatusCodes.Status200OK);
    }

    public ConsentTicket Ticket(Client client, User user, Sitting sitting, ConsentState state, string again) =>
        ConsentTicket.Of(new AppNeeds(state.Missing, []).Wish(client.App.AppId), user, sitting.SessionId, again, tickets.Until) with { ForEverybody = state.OnlyAdmin };

    public async Task<Publisher> PublisherOf(Client client, CancellationToken ct)
    {
        if (client.IsOwn) return new(IsOwn: true, null, null);
        var owner = client.App.TenantId;
        var tenant = await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == owner, ct);
        return new(IsOwn: false, tenant?.DisplayName, tenant?.InitialDomain);
    }

    public static RazorComponentResult<ConsentPage> Page(Texts text, ConsentQuestion question, Foyer.Web.Pages.PageBrand? brand, int status = 200) =>
        new(new { Text = text, Question = question, Brand = brand }) { StatusCode = status, PreventStreamingRendering = true };
}
