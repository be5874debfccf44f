using Foyer.Data;
using Foyer.Jobs;
using Foyer.Mail;
using Foyer.SignIn;
using Foyer.Tenants;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>The way from "Continue" to the app. Every form leads back to <c>/redeem/next</c>, which shows the one step that is still owed.</summary>
internal sealed class StepEndpoints(FindRedemption redemptions, FindRecipient recipients, RedeemPages pages, FoyerDb db, TimeProvider clock)
{
    private const string Here = "/redeem/next";

    public static void Map(RouteGroupBuilder redeem)
    {
        redeem.MapGet("/next", (HttpContext http, StepEndpoints it, CancellationToken ct) => it.Next(http, ct));
        redeem.MapGet("/later", (HttpContext http, StepEndpoints it, CancellationToken ct) => it.Later(http, ct));
        redeem.MapPost("/code/send", (HttpContext http, StepEndpoints it, ProveMailbox prove, WorkSignal<OutgoingMail> outbox, CancellationToken ct) => it.SendCode(http, prove, outbox, ct)).TakesForm();
        redeem.MapPost("/code", (HttpContext http, StepEndpoints it, ProveMailbox prove, CancellationToken ct) => it.CheckCode(http, prove, ct)).TakesForm();
        redeem.MapPost("/signup", (HttpContext http, StepEndpoints it, SignUp signUp, CancellationToken ct) => it.Join(http, signUp, ct)).TakesForm();
        redeem.MapPost("/accept", (HttpContext http, StepEndpoints it, RedeemInvitation redeem, CancellationToken ct) => it.Accept(http, redeem, ct)).TakesForm();
    }

    private async Task<IResult> Next(HttpContext http, CancellationToken ct)
    {
        if (await redemptions.Run(http, ct) is not { } way) return RedeemPages.NotValid(http);
        var now = await recipients.Run(way, http.User, ct);
        var view = await pages.View(http, way.Offer, null, ct);
        return now.Step switch
        {
            Step.Closed => RedeemPages.Closed(view, way.Offer.State),
            Step.SignIn => Results.LocalRedirect(SignInFor(way, now)),
            Step.SwitchAccount => RedeemPages.Page<SwitchPage>(new { View = view, Name = now.SignedInAs ?? "", SignInHref = NextStep.Of(now.Standing with { Who = Bystander.Nobody }) == Step.SignIn ? SignInFor(way, now, "login") : null }),
            Step.ProveMailbox => RedeemPages.Page<CodePage>(new { View = view, IsSent = CodeHolds(way), Minutes = MinutesLeft(way) }),
            Step.SignUp => RedeemPages.Page<SignUpPage>(new { View = view, Name = NameOf(way) }),
            Step.NoAccountAtHome => RedeemPages.Tell(view, "nohome", Here, "page.again", StatusCodes.Status403Forbidden, now.HomeName),
            Step.Consent => RedeemPages.Page<ConsentPage>(new { View = view, now.Recipient!.SignInName, now.HomeName }),
            _ => RedeemPages.Page<EnterPage>(new { View = view, Href = await LandingOf(way.Offer, ct) }),
        };
    }

    private async Task<IResult> Later(HttpContext http, CancellationToken ct) =>
        await redemptions.Run(http, ct) is { } way ? RedeemPages.Tell(await pages.View(http, way.Offer, null, ct), "later", Here, "redeem.back") : RedeemPages.NotValid(http);

    private async Task<IResult> SendCode(HttpContext http, ProveMailbox prove, WorkSignal<OutgoingMail> outbox, CancellationToken ct)
    {
        var (instead, way) = await Stage(http, Step.ProveMailbox, ct);
        if (way is null) return instead!;
        var view = await pages.View(http, way.Offer, null, ct);
        if ((await prove.Send(way, view.Text.Language.Code, ct)).Failed(out var why, out _)) return RedeemPages.Busy(http, why);
        outbox.Nudge();
        return LinkEndpoints.SeeOther(Here);
    }

    private async Task<IResult> CheckCode(HttpContext http, ProveMailbox prove, CancellationToken ct)
    {
        var (instead, way) = await Stage(http, Step.ProveMailbox, ct);
        if (way is null) return instead!;
        var form = await http.Request.ReadFormAsync(ct);
        if (!(await prove.Check(way, form["code"], ct)).Failed(out var why, out _)) return LinkEndpoints.SeeOther(Here);
        var view = await pages.View(http, way.Offer, null, ct);
        return RedeemPages.Page<CodePage>(new { View = view, IsSent = why == RedeemProblems.WrongCode, Minutes = MinutesLeft(way), Problem = view.Text[why.Code] }, why.Status);
    }

    private async Task<IResult> Join(HttpContext http, SignUp signUp, CancellationToken ct)
    {
        var (instead, way) = await Stage(http, Step.SignUp, ct);
        if (way is null) return instead!;
        var form = await http.Request.ReadFormAsync(ct);
        var view = await pages.View(http, way.Offer, null, ct);
        var (name, password, act) = (form["name"].ToString(), form["password"].ToString(), form["act"].ToString());
        if (act is "show" or "hide")
        {
            var strength = password.Length == 0 ? null : view.Text[$"signin.strength.{PasswordRules.Strength(password, SignUp.Personal(name, way.Offer.Address))}"];
            return RedeemPages.Page<SignUpPage>(new { View = view, Name = name, Password = password, IsShown = act == "show", Strength = strength });
        }

        if (!(await signUp.Run(http, way, name, password, ct)).Failed(out var why, out _) || why == RedeemProblems.HasHome) return LinkEndpoints.SeeOther(Here);
        var aboutName = why == RedeemProblems.NameMissing;
        return RedeemPages.Page<SignUpPage>(new { View = view, Name = name, Password = password, NameProblem = aboutName ? view.Text[why.Code] : null, PasswordProblem = aboutName ? null : view.Text["signin." + why.Code] }, why.Status);
    }

    private async Task<IResult> Accept(HttpContext http, RedeemInvitation redeem, CancellationToken ct)
    {
        if (await http.SentForm(ct) is null) return await RedeemPages.Stale(http, ct);
        if (await redemptions.Run(http, ct) is not { } way) return RedeemPages.NotValid(http);
        if ((await recipients.Run(way, http.User, ct)).Recipient is not { } recipient) return LinkEndpoints.SeeOther(Here);
        return (await redeem.Run(recipient, ct)).Failed(out var why, out _) && why == RedeemProblems.AlreadyGuest
            ? RedeemPages.Tell(await pages.View(http, way.Offer, null, ct), "already", $"/myapps?tenantId={way.Offer.Tenant.Id:D}", "page.start", why.Status)
            : LinkEndpoints.SeeOther(Here); // taken, closed or paused meanwhile: the next step says which
    }

    /// <summary>A form belongs to a step; when another step is owed meanwhile, the person is shown that one.</summary>
    private async Task<(IResult? Instead, OnTheWay? Way)> Stage(HttpContext http, Step expected, CancellationToken ct)
    {
        if (await http.SentForm(ct) is null) return (await RedeemPages.Stale(http, ct), null);
        if (await redemptions.Run(http, ct) is not { } way) return (RedeemPages.NotValid(http), null);
        return (await recipients.Run(way, http.User, ct)).Step == expected ? (null, way) : (LinkEndpoints.SeeOther(Here), null);
    }

    private async Task<string> LandingOf(Offer offer, CancellationToken ct) => Landing.Of(
        offer.Invitation.ReplyUrl, offer.Main, offer.Apps,
        await db.AllowedReplyUrls.Select(u => u.Prefix).ToListAsync(ct),
        $"/myapps?tenantId={offer.Tenant.Id:D}");

    private static string SignInFor(OnTheWay way, Situation now, string? prompt = null) =>
        SignInAddress.To(Here, now.SignInAddress, way.Offer.Tenant.Id, prompt, isFixed: true);

    private bool CodeHolds(OnTheWay way) => way.Redemption.CodeHash is not null && way.Redemption.CodeExpiresAt > clock.UtcNow && way.Redemption.CodeFailures < ProveMailbox.MostWrongCodes;

    private int MinutesLeft(OnTheWay way) => way.Redemption.CodeExpiresAt is { } end ? Math.Max(1, (int)Math.Ceiling((end - clock.UtcNow).TotalMinutes)) : 0;

    /// <summary>The name the inviter gave, unless it is only the address again.</summary>
    private static string NameOf(OnTheWay way) => way.Offer.Guest.DisplayName is var name && name.Contains('@') ? "" : name;
}
