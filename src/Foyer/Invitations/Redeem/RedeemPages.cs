using Foyer.Branding;
using Foyer.Web;
using Foyer.Web.Pages;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Foyer.Invitations;

/// <summary>Turns what operations answer into pages.</summary>
internal sealed class RedeemPages(FindBrand brands, TimeProvider clock)
{
    /// <summary>One answer for every link that opens nothing: mistyped, replaced, of an unknown organisation (security rule 20).</summary>
    public static IResult NotValid(HttpContext http)
    {
        var text = http.Texts();
        return Page<ProblemPage>(new
        {
            Text = text,
            Title = text["redeem.invalid.title"],
            What = text["redeem.invalid.what"],
            Do = text["redeem.invalid.do"],
            Button = text["page.start"],
            Href = "/myapps",
            CorrelationId = http.TraceIdentifier,
        }, StatusCodes.Status404NotFound);
    }

    /// <summary>A form whose page was open too long, or was never ours: nothing happened, and the button opens the page it was on again.</summary>
    public static async Task<IResult> Stale(HttpContext http, CancellationToken ct)
    {
        var link = await http.UntrustedForm(ct) is { } form ? Link.Of(form) : null;
        return ErrorPages.Page(http, StatusCodes.Status400BadRequest, "redeem.back", Back(link));
    }

    public async Task<RedeemView> View(HttpContext http, Offer offer, Link? link, CancellationToken ct)
    {
        var text = http.Texts(Language.Find(offer.Invitation.Language));
        return new(
            offer,
            text,
            await brands.Of(offer.Tenant.Id, text.Language, ct),
            link,
            http.LanguageMenu(HttpMethods.IsGet(http.Request.Method) ? null : link is null ? "/redeem/next" : "/redeem" + link.Query),
            clock.UtcNow,
            http.TraceIdentifier);
    }

    public static IResult Closed(RedeemView view, OfferState state) =>
        Page<ClosedPage>(new { View = view, Words = WordsOf(state) }, StatusCodes.Status410Gone);

    public static IResult Tell(RedeemView view, string words, string? href = null, string? button = null, int status = 200, string? home = null) =>
        Page<TellPage>(new
        {
            View = view,
            Title = view.Plain($"redeem.{words}.title").Replace("{home}", home, StringComparison.Ordinal),
            What = view.Plain($"redeem.{words}.what").Replace("{home}", home, StringComparison.Ordinal),
            Do = view.Plain($"redeem.{words}.do").Replace("{home}", home, StringComparison.Ordinal),
            Href = href,
            Button = button is null ? null : view.Text[button],
            IsProblem = status >= 400,
        }, status);

    /// <summary>The page of a limit that was reached, with the time to wait in the header (security rule 18); the button leads back to where the person was.</summary>
    public static IResult Busy(HttpContext http, Problem problem, Link? link = null)
    {
        problem.SayWhen(http.Response);
        return ErrorPages.Page(http, problem.Status, "redeem.back", Back(link));
    }

    public static RazorComponentResult<TPage> Page<TPage>(object parameters, int status = 200) where TPage : IComponent =>
        new(parameters) { StatusCode = status, PreventStreamingRendering = true };

    private static string Back(Link? link) => link is null ? "/redeem/next" : "/redeem" + link.Query;

    private static string WordsOf(OfferState state) => state switch
    {
        OfferState.Expired => "expired",
        OfferState.Revoked => "revoked",
        OfferState.Declined => "declined",
        OfferState.Paused => "paused",
        _ => "removed",
    };
}
