using Foyer.Apps;
using Foyer.Branding;
using Foyer.Data;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Connect.Consent;

/// <summary>
/// <c>/{tenant}/v2.0/adminconsent</c>: a Global Administrator allows an app for everybody, everything its registration says it needs or
/// the scopes that the address names. It answers the app as Entra does: <c>admin_consent=True&amp;tenant=…</c>, or an error.
/// </summary>
internal sealed class AdminConsentEndpoint(FindClient find, ReadNeeds needs, CheckConsent check, AskConsent ask, GrantConsent grant, FindPerson people, ResolveActor resolve, FindBrand brands,
    ConsentTickets tickets, RefusalPages pages, FoyerDb db, FoyerOptions options)
{
    private const string What = "adminconsent";

    public async Task<IResult> Show(HttpContext http, CancellationToken ct)
    {
        var feature = http.Features.GetRequiredFeature<ConnectFeature>();
        var query = http.Request.Query;
        var client = await find.Run(query["client_id"], ct);
        if (client is null || (feature.Alias is not null && !client.App.IsForOtherOrganisations))
            return await pages.Unusable(http, client is null ? await find.WhyNot(query["client_id"], feature.Alias, ct) : OAuthErrors.OnlyItsOwn, ct);
        var onward = query["redirect_uri"].ToString();
        if (onward.Length > 0 && !client.MayReturnTo(onward)) return await pages.Unusable(http, OAuthErrors.BadRedirect, ct);

        var here = $"{feature.Base}{http.Request.Path}{QueryString.Create(query.Where(q => q.Key is not (ConsentEndpoint.Agreed or ConsentEndpoint.Declined)))}";
        if (!http.User.HasSession || feature.IsNobodys) return Results.Redirect(SignInAddress.To(here, query["login_hint"], feature.IsNobodys ? null : feature.Keys.TenantId));
        if (query[ConsentEndpoint.Declined].Count > 0) return Answer(http, client, onward, ("error", "access_denied"), ("error_description", OAuthErrors.Declined.Description));
        if (tickets.IsMarked(query[ConsentEndpoint.Agreed], http.User.SessionId, What + client.App.AppId)) return Answer(http, client, onward, ("admin_consent", "True"), ("tenant", feature.Keys.TenantId.ToString("D")));

        var sitting = Sitting.Of(http.User);
        var (user, error) = await people.Here(sitting, ct);
        if (user is not null && !await db.HoldsRole(user.Id, DirectoryRoles.GlobalAdministrator, ct)) error = OAuthErrors.NeedsAdmin;
        if (user is null || error is not null) return await pages.Refused(http, client, sitting, error!, onward.Length > 0 ? QueryHelpers.AddQueryString(here, ConsentEndpoint.Declined, "1") : null, here, ct);
        return await Ask(http, client, user, sitting, here, onward, ct);
    }

    private async Task<IResult> Ask(HttpContext http, Client client, User user, Sitting sitting, string here, string onward, CancellationToken ct)
    {
        var (asked, error) = AskedScopes.Of(http.Request.Query["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries), options);
        if (asked is null) return await pages.Unusable(http, error!, ct);
        var needed = await needs.Of(client.Known, ct);
        if (asked.Names.Count > 0 && asked.Everything is null)
        {
            (var state, error) = await check.Run(client, user, asked, again: true, ct);
            if (state is null) return await pages.Unusable(http, error!, ct);
            needed = needed with { Scopes = state.Missing };
        }
        var text = http.Texts();
        var ticket = ConsentTicket.Of(needed.Wish(client.App.AppId), user, sitting.SessionId, here, tickets.Until) with { ForEverybody = true };
        return AskConsent.Page(text, new ConsentQuestion(client.ServicePrincipal.DisplayName, await ask.PublisherOf(client, ct), await people.AddressOf(sitting, ct) ?? sitting.Name, text.Of(needed.Scopes))
        {
            OwnLines = text.Of(needed.Roles),
            ForEverybody = true,
            Action = $"/{user.TenantId:D}/v2.0/adminconsent",
            Ticket = tickets.Write(ticket),
            Onward = Uri.TryCreate(onward, UriKind.Absolute, out var uri) ? uri.Authority : null,
            SwitchHref = SignInAddress.To(here, tenant: user.TenantId, prompt: "select_account"),
        }, await brands.Of(user.TenantId, text.Language, ct));
    }

    public async Task<IResult> Act(HttpContext http, CancellationToken ct)
    {
        var form = await http.SentForm(ct);
        if (form is null || tickets.Read(form["request"]) is not { ForEverybody: true, DeviceId: null } ticket) return ErrorPages.Page(http, StatusCodes.Status400BadRequest);
        if (!http.User.HasSession || http.User.SessionId != ticket.SessionId || await resolve.Admin(http.User, ct) is not { } admin || admin.Id != ticket.UserId || admin.TenantId != ticket.TenantId)
            return SignInEndpoints.Continue(http, ticket.Return);
        if (form["answer"] != "yes") return SignInEndpoints.Continue(http, QueryHelpers.AddQueryString(ticket.Return, ConsentEndpoint.Declined, "1"));
        if ((await grant.ForEverybody(admin, ticket.Wish, ct)).Failed(out var problem, out _)) return await pages.Problem(http, problem, ticket.Return, ct);
        return SignInEndpoints.Continue(http, QueryHelpers.AddQueryString(ticket.Return, ConsentEndpoint.Agreed, tickets.Mark(ticket.SessionId, What + ticket.AppId)));
    }

    /// <summary>Back to the app when it named an address of its own, else a page that says how it went.</summary>
    private IResult Answer(HttpContext http, Client client, string onward, params (string Name, string Value)[] values)
    {
        if (onward.Length == 0) return pages.Finished(http, client, isAllowed: values[0].Name == "admin_consent");
        var query = values.ToDictionary(v => v.Name, v => (string?)v.Value, StringComparer.Ordinal);
        if (http.Request.Query["state"].ToString() is { Length: > 0 } state) query["state"] = state;
        if (http.Request.Query["scope"].ToString() is { Length: > 0 } scope && values[0].Name == "admin_consent") query["scope"] = scope;
        return Results.Redirect(QueryHelpers.AddQueryString(onward, query));
    }
}
