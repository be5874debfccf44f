using Foyer.Data;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Account;

/// <summary>The page itself, and ending one of the sessions it lists.</summary>
internal static class AccountEndpoints
{
    public const string Path = "/account";
    public const string PasswordChanged = "password";

    public static async Task<IResult> Show(HttpContext http, ReadOrganisations read, ReadSessions sessions, MyConsents consents, TenantScopes scopes, CancellationToken ct)
    {
        await using var home = scopes.In(http.User.HomeTenantId);
        var id = http.User.HomeUserId;
        var user = await home.ServiceProvider.GetRequiredService<FoyerDb>().Users.AsNoTracking().SingleAsync(u => u.Id == id, ct);
        var organisations = await read.Run(http.User, ct);
        return SignInEndpoints.Page<AccountPage>(new
        {
            Text = http.Texts(),
            User = user,
            Organisations = organisations,
            Consents = await consents.Read(organisations, ct),
            Sessions = await sessions.Run(http.User, ct),
            Current = http.User.SessionId,
            HasChangedPassword = http.Request.Query["done"] == PasswordChanged,
        });
    }

    public static async Task<IResult> Revoke(Guid tenantId, Guid id, HttpContext http, MyConsents consents, CancellationToken ct)
    {
        if (await http.SentForm(ct) is null) return ErrorPages.Page(http, StatusCodes.Status400BadRequest);
        // Somebody else's consent answers like none at all.
        return await consents.Revoke(http.User, tenantId, id, ct) ? Results.LocalRedirect("/account") : ErrorPages.Page(http, StatusCodes.Status404NotFound);
    }

    public static async Task<IResult> End(Guid id, HttpContext http, EndSession end, CancellationToken ct)
    {
        if (await http.SentForm(ct) is null) return ErrorPages.Page(http, StatusCodes.Status400BadRequest);
        // Somebody else's session answers like none at all.
        if (!await end.One(http.User, id, ct)) return ErrorPages.Page(http, StatusCodes.Status404NotFound);
        if (id == http.User.SessionId) SessionCookie.Clear(http.Response);
        return Results.LocalRedirect(Path);
    }
}
