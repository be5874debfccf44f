using Foyer.Invitations;
using Foyer.Invitations.Csv;
using Foyer.Policies;
using Foyer.Web;

namespace Foyer.Graph;

/// <summary><c>POST /invitations</c> (digest section 2). Errors have codes of their own here: <c>BadRequest</c> and <c>Forbidden</c>.</summary>
internal static class InvitationEndpoints
{
    public static void Map(RouteGroupBuilder graph) => graph.MapPost("/invitations", Invite);

    private static async Task<GraphAnswer> Invite(GraphCall call, ResolveActor resolve, InviteOne invite)
    {
        var asked = InvitationBody.Read((await call.Body()).For("Invitation"));
        if (await resolve.InvitingRights(call.Caller.Id!.Value, call.Caller.IsApp, call.Ct) is not { } inviter)
            return asked.Wish.Terms.Reset ? InvitationErrors.Generic : InvitationErrors.NotAllowed;
        var wish = asked.Wish;
        // Entra drops what an app says; here the organisation may decide so (docs/graph-compatibility.md).
        if (inviter.IsApp && wish.Message is not null && !(await call.Db.PolicyOf(call.Caller.TenantId, call.Ct)).AllowMessagesFromApps) wish = wish with { Message = null };
        if ((await invite.Run(inviter, wish, call.Ct)).Failed(out var problem, out var invited)) return problem;
        return Answer(call, asked, invited);
    }

    private static GraphAnswer Answer(GraphCall call, AskedInvitation asked, InvitedOne invited)
    {
        var wish = asked.Wish;
        call.Http.Response.Headers.Location = call.Options.Url($"/v1.0/invitations/{invited.InvitationId:D}");
        var cc = GraphJson.Of(("emailAddress", GraphJson.Of(("name", asked.CcName), ("address", wish.Terms.Cc?.Address))));
        (string, object?)[] members =
        [
            ("@odata.context", call.Options.Url("/v1.0/$metadata#invitations/$entity")),
            ("id", invited.InvitationId),
            ("inviteRedeemUrl", invited.Link),
            ("invitedUserDisplayName", wish.DisplayName),
            ("invitedUserType", wish.Terms.AsMember ? "Member" : "Guest"),
            ("invitedUserEmailAddress", wish.Address.Address),
            ("sendInvitationMessage", wish.SendMail),
            ("resetRedemption", wish.Terms.Reset),
            ("inviteRedirectUrl", wish.RedirectUrl),
            ("status", invited.HasAccepted ? "Completed" : "PendingAcceptance"),
            ("invitedUserMessageInfo", GraphJson.Of(("messageLanguage", asked.Language), ("customizedMessageBody", wish.Message), ("ccRecipients", new[] { cc }))),
            ("invitedUser", GraphJson.Of(("id", invited.UserId))),
        ];
        return GraphAnswer.Object(json =>
        {
            foreach (var (name, value) in members)
            {
                json.WritePropertyName(name);
                GraphJson.Write(json, value);
            }
        }, StatusCodes.Status201Created);
    }
}

/// <summary>What a body asked for, and those words of it that the answer repeats as they were sent.</summary>
internal sealed record AskedInvitation(InvitationWish Wish, string? Language, string? CcName);

/// <summary>Reads Graph's <c>invitation</c>.</summary>
internal static class InvitationBody
{
    private const int LongestMessage = 2000;
    private const int MostSponsors = 5;

    public static AskedInvitation Read(GraphBody body)
    {
        var email = body.Text("invitedUserEmailAddress", 320);
        if (!EmailAddress.TryParse(email.Value, out var address)) throw InvitationErrors.Invalid("invitedUserEmailAddress");
        if (body.Text("inviteRedirectUrl", 2048).Value is not { } redirect || CellRules.Url(redirect).Wrong is not null) throw InvitationErrors.Invalid("inviteRedirectUrl");
        var type = body.Text("invitedUserType", 16).Value ?? "Guest";
        if (!type.Equals("Guest", StringComparison.OrdinalIgnoreCase) && !type.Equals("Member", StringComparison.OrdinalIgnoreCase)) throw InvitationErrors.Invalid("invitedUserType");
        var (name, send, reset) = (body.Text("invitedUserDisplayName", 256).Value, body.FlagOrNull("sendInvitationMessage").Value, body.FlagOrNull("resetRedemption").Value);
        var user = User(body);
        if (reset && user is null) throw InvitationErrors.Invalid("invitedUser");
        var sponsors = body.References("invitedUserSponsors", MostSponsors) ?? [];
        var info = Info(body);
        body.Text("id", 64);
        body.Text("status", 64);
        body.Text("inviteRedeemUrl", 2048);
        body.Done();

        var terms = new SingleTerms { AsMember = type.Equals("Member", StringComparison.OrdinalIgnoreCase), UserId = user, Reset = reset, SponsorIds = sponsors, Cc = info.Cc };
        return new(new InvitationWish(address, redirect, terms)
        {
            DisplayName = string.IsNullOrWhiteSpace(name) ? null : name.Trim(), SendMail = send, Message = info.Message,
            Language = info.Language is { } tag ? Web.Text.Language.Find(tag)?.Code : null,
        }, info.Language, info.CcName);
    }

    private static Guid? User(GraphBody body)
    {
        if (body.Inner("invitedUser") is not { } user) return null;
        var id = user.Id("id").Value ?? throw InvitationErrors.Invalid("invitedUser");
        user.Done();
        return id;
    }

    private static (string? Message, string? Language, EmailAddress? Cc, string? CcName) Info(GraphBody body)
    {
        if (body.Inner("invitedUserMessageInfo") is not { } info) return default;
        var (message, language) = (info.Text("customizedMessageBody", LongestMessage).Value, info.Text("messageLanguage", 16).Value);
        EmailAddress? cc = null;
        string? name = null;
        foreach (var recipient in info.Inners("ccRecipients", 1) ?? [])
        {
            if (recipient.Inner("emailAddress") is not { } mail) continue;
            (name, var text) = (mail.Text("name", 256).Value, mail.Text("address", 320).Value);
            mail.Done();
            recipient.Done();
            if (text is not null && !EmailAddress.TryParse(text, out cc)) throw InvitationErrors.Invalid("ccRecipients");
        }
        info.Done();
        return (string.IsNullOrWhiteSpace(message) ? null : message, language, cc, name);
    }
}

/// <summary>Errors of inviting, spelt as clients match them (digest 2.6).</summary>
internal static class InvitationErrors
{
    public static readonly GraphError NotAllowed = new(403, "Forbidden", "Guest invitations not allowed for your company. Contact your company administrator for more details.");
    public static readonly GraphError Generic = new(403, "Forbidden", "Generic authorization exception.");

    public static GraphRefusal Invalid(string property) => new(Bad($"Invalid value specified for property '{property}' of resource 'Invitation'."));

    public static GraphError Bad(string message) => new(400, "BadRequest", message);
}
