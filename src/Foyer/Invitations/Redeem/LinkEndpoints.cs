using Foyer.Data;
using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>What the bearer of a link sees and can answer. GET only shows (security rule 11): scanners that follow links burn nothing.</summary>
internal sealed class LinkEndpoints(CurrentTenant tenant, FindOffer offers, FindRedemption redemptions, RedeemPages pages)
{
    public static void Map(RouteGroupBuilder redeem)
    {
        redeem.MapGet("", (HttpContext http, LinkEndpoints it, CancellationToken ct) => it.Show(http, ct));
        redeem.MapGet("/decline", (HttpContext http, LinkEndpoints it, CancellationToken ct) => it.Ask<DeclinePage>(http, ct));
        redeem.MapGet("/report", (HttpContext http, LinkEndpoints it, CancellationToken ct) => it.Ask<ReportPage>(http, ct));
        redeem.MapPost("/continue", (HttpContext http, LinkEndpoints it, CancellationToken ct) => it.Continue(http, ct)).TakesForm();
        redeem.MapPost("/decline", (HttpContext http, LinkEndpoints it, AnswerInvitation answer, CancellationToken ct) => it.Decline(http, answer, ct)).TakesForm();
        redeem.MapPost("/report", (HttpContext http, LinkEndpoints it, AnswerInvitation answer, CancellationToken ct) => it.Report(http, answer, ct)).TakesForm();
        redeem.MapPost("/newlink", (HttpContext http, LinkEndpoints it, AnswerInvitation answer, CancellationToken ct) => it.AskForNewLink(http, answer, ct)).TakesForm();
    }

    private async Task<IResult> Show(HttpContext http, CancellationToken ct)
    {
        var link = Link.Of(http.Request);
        if (await OfferOf(link, ct) is not { } offer) return RedeemPages.NotValid(http);
        var view = await pages.View(http, offer, link, ct);
        return offer.State switch
        {
            OfferState.Open => RedeemPages.Page<InvitationPage>(new { View = view }),
            OfferState.Redeemed => RedeemPages.Page<UsedPage>(new { View = view }),
            _ => RedeemPages.Closed(view, offer.State),
        };
    }

    private async Task<IResult> Ask<TPage>(HttpContext http, CancellationToken ct) where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        var link = Link.Of(http.Request);
        if (await OfferOf(link, ct) is not { } offer) return RedeemPages.NotValid(http);
        return offer.State is OfferState.Open or OfferState.Paused
            ? RedeemPages.Page<TPage>(new { View = await pages.View(http, offer, link, ct) })
            : Results.LocalRedirect("/redeem" + link!.Query);
    }

    private async Task<IResult> Continue(HttpContext http, CancellationToken ct)
    {
        if (await http.SentForm(ct) is not { } form) return await RedeemPages.Stale(http, ct);
        var link = Link.Of(form);
        if (await OfferOf(link, ct) is not { } offer) return RedeemPages.NotValid(http);
        if (offer.State is not (OfferState.Open or OfferState.Redeemed)) return RedeemPages.Closed(await pages.View(http, offer, link, ct), offer.State);
        await redemptions.Start(http, offer, ct);
        return SeeOther("/redeem/next");
    }

    private async Task<IResult> Decline(HttpContext http, AnswerInvitation answer, CancellationToken ct)
    {
        if (await http.SentForm(ct) is not { } form) return await RedeemPages.Stale(http, ct);
        var link = Link.Of(form);
        if (await OfferOf(link, ct) is not { } offer) return RedeemPages.NotValid(http);
        var declined = await answer.Decline(offer, ct);
        return declined.Failed(out _, out _) ? SeeOther("/redeem" + link!.Query) : RedeemPages.Tell(await pages.View(http, offer, link, ct), "thanks.declined");
    }

    private async Task<IResult> Report(HttpContext http, AnswerInvitation answer, CancellationToken ct)
    {
        if (await http.SentForm(ct) is not { } form) return await RedeemPages.Stale(http, ct);
        var link = Link.Of(form);
        if (await OfferOf(link, ct) is not { } offer) return RedeemPages.NotValid(http);
        var reported = await answer.Report(offer, form["words"], ct);
        return reported.Failed(out var why, out _) ? RedeemPages.Busy(http, why, link) : RedeemPages.Tell(await pages.View(http, offer, link, ct), "thanks.reported", "/redeem" + link!.Query, "redeem.back");
    }

    /// <summary>From a page that was opened with the link, or from one on the way.</summary>
    private async Task<IResult> AskForNewLink(HttpContext http, AnswerInvitation answer, CancellationToken ct)
    {
        if (await http.SentForm(ct) is not { } form) return await RedeemPages.Stale(http, ct);
        var link = Link.Of(form);
        if ((link is not null ? await OfferOf(link, ct) : (await redemptions.Run(http, ct))?.Offer) is not { } offer) return RedeemPages.NotValid(http);
        var asked = await answer.AskForNewLink(offer, ct);
        return asked.Failed(out var why, out _) ? RedeemPages.Busy(http, why, link) : RedeemPages.Tell(await pages.View(http, offer, link, ct), "thanks.asked");
    }

    private async Task<Offer?> OfferOf(Link? link, CancellationToken ct)
    {
        if (link is null || InvitationSecret.Of(link.Ticket) is not { } secret) return null;
        tenant.Set(link.Tenant);
        return await offers.Run(link.User, secret.Hash, ct);
    }

    internal static IResult SeeOther(string path) => new Redirect303(path);

    /// <summary>After a form a browser asks for the next page with GET (RFC 9110 section 15.4.4).</summary>
    private sealed class Redirect303(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
