using System.Security.Claims;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect;

/// <summary>Who is the person of this access token? (OpenID Connect Core 1.0 section 5.3; the address stands outside tenants as at Entra.)</summary>
internal sealed class UserInfo(FoyerDb db, CurrentTenant tenant, TenantKeys keys)
{
    public async Task<IResult> Run(HttpContext http, CancellationToken ct)
    {
        var scopes = (http.User.FindFirstValue(FoyerClaims.Scopes) ?? "").Split(' ');
        if (!scopes.Contains("openid", StringComparer.Ordinal) || !Guid.TryParse(http.User.FindFirstValue(FoyerClaims.Object), out var id)
            || !Guid.TryParse(http.User.FindFirstValue(FoyerClaims.App), out var app)
            || await db.Users.Live.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct) is not { } user)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\", scope=\"openid\"";
            return Results.Json(new { error = "insufficient_scope", error_description = "The access token does not carry the scope openid." }, statusCode: StatusCodes.Status403Forbidden);
        }

        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sub"] = (await keys.Of(tenant.Id, ct)).SubjectOf(user.Id, app), // the same as in the app's id token
        };
        if (scopes.Contains("profile", StringComparer.Ordinal))
        {
            claims["name"] = user.DisplayName;
            if (user.GivenName is { } given) claims["given_name"] = given;
            if (user.Surname is { } surname) claims["family_name"] = surname;
        }
        if (scopes.Contains("email", StringComparer.Ordinal) && user.Mail is { } mail) claims["email"] = mail;
        return Results.Json(claims);
    }
}
