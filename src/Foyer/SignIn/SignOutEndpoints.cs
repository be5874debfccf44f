using Foyer.Web;
using Foyer.Web.Text;

namespace Foyer.SignIn;

/// <summary>The pages of signing out. GET only asks, so no picture or link of a stranger signs anybody out (security rule 11).</summary>
internal static class SignOutEndpoints
{
    public static IResult Ask(HttpContext http)
    {
        var back = LocalPath.Or(http.Request.Query["return"], "");
        return http.User.HasSession
            ? SignInEndpoints.Page<SignOutPage>(new { Text = http.Texts(), Back = back, Name = http.User.Identity!.Name!, Languages = http.LanguageMenu() })
            : SignedOutPage.Show(http, [], back);
    }

    public static async Task<IResult> Act(HttpContext http, EndSession end, FrontChannelNotices notices, CancellationToken ct)
    {
        if (await http.SentForm(ct) is not { } form) return Ask(http);
        if (form["everywhere"] == "true" && http.User.HasSession)
        {
            var session = http.User.SessionId;
            await end.Everywhere(http.User, ct);
            SessionCookie.Clear(http.Response);
            return SignedOutPage.Show(http, await notices.Of(session, ct), LocalPath.Or(http.Request.Query["return"], ""));
        }
        var ended = await end.Run(http, ct);
        return SignedOutPage.Show(http, ended is { } id ? await notices.Of(id, ct) : [], LocalPath.Or(http.Request.Query["return"], ""));
    }
}
