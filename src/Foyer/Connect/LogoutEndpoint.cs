using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>
/// An app signs a person out (OpenID Connect RP-Initiated Logout 1.0). The app's id token of this very session is proof that it
/// may; everybody else's request is only a question to the person (security rule 11).
/// </summary>
internal sealed class LogoutEndpoint(EndSession end, FrontChannelNotices notices, RefusalPages pages)
{
    public async Task<IResult> Run(HttpContext http, CancellationToken ct)
    {
        if (http.GetOpenIddictServerResponse() is { Error.Length: > 0 } failed) return await pages.Unusable(http, failed, ct);
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not see this request.");
        var onward = Onward(request);
        if (!http.User.HasSession) return onward is null ? SignedOutPage.Show(http, [], "") : Onward(http, [], onward);

        var confirmed = HttpMethods.IsPost(http.Request.Method) && await http.SentForm(ct) is not null;
        if (!confirmed && !IsProven(http)) return Ask(http, request);
        var ended = await end.Run(http, ct);
        var tell = ended is { } session ? await notices.Of(session, ct) : [];
        return onward is null ? SignedOutPage.Show(http, tell, "") : Onward(http, tell, onward);
    }

    private static bool IsProven(HttpContext http)
    {
        var hint = http.Features.GetRequiredFeature<OpenIddictServerAspNetCoreFeature>().Transaction!
            .GetProperty<ProcessAuthenticationContext>(typeof(ProcessAuthenticationContext).FullName!)?.IdentityTokenPrincipal;
        return hint?.GetClaim(FoyerClaims.Session) is { } session && session == http.User.SessionId.ToString("D");
    }

    /// <summary>The registered address to return to; CheckRequests let no other pass.</summary>
    private static string? Onward(OpenIddictRequest request)
    {
        if (request.PostLogoutRedirectUri is not { Length: > 0 } address) return null;
        return request.State is { Length: > 0 } state ? QueryHelpers.AddQueryString(address, OpenIddictConstants.Parameters.State, state) : address;
    }

    private static IResult Onward(HttpContext http, IReadOnlyList<Uri> tell, string onward)
    {
        // The answer to a form may not redirect elsewhere (form-action), so a page goes on.
        if (tell.Count == 0 && HttpMethods.IsGet(http.Request.Method)) return Results.Redirect(onward);
        var frames = tell.Select(FrontPolicy.SourceOf).Distinct(StringComparer.Ordinal);
        http.Response.Headers.ContentSecurityPolicy = $"{http.Response.Headers.ContentSecurityPolicy}; script-src 'self'; frame-src {(tell.Count == 0 ? "'none'" : string.Join(' ', frames))}";
        return new RazorComponentResult<LeftPage>(new { Text = http.Texts(), Notices = tell, Onward = onward }) { PreventStreamingRendering = true };
    }

    private static RazorComponentResult<LeavePage> Ask(HttpContext http, OpenIddictRequest request) => new(new
    {
        Text = http.Texts(),
        Name = http.User.Identity?.Name ?? "",
        Action = $"{http.Features.GetRequiredFeature<ConnectFeature>().Base}{http.Request.Path}",
        Fields = request.GetParameters().Where(p => p.Key != "__RequestVerificationToken" && (string?)p.Value is not null).Select(p => (p.Key, (string)p.Value!)).ToList(),
    })
    { PreventStreamingRendering = true };
}
