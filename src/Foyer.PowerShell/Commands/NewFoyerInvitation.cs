using System.Management.Automation;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Commands;

/// <summary>Invites one person; again for a guest who has not answered: sends a new link, and the old one is void.</summary>
[Cmdlet(VerbsCommon.New, "FoyerInvitation", SupportsShouldProcess = true)]
[OutputType("Foyer.Invitation")]
public sealed class NewFoyerInvitation : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Mail", "InvitedUserEmailAddress", "EmailAddress")]
    public string Email { get; set; } = null!;

    [Parameter(ValueFromPipelineByPropertyName = true), Alias("Name", "InvitedUserDisplayName")]
    public string? DisplayName { get; set; }

    /// <summary>Where the guest lands after accepting; the organisation's My Apps unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), Alias("InviteRedirectUrl")]
    public string? RedirectUrl { get; set; }

    /// <summary>Stands as a quotation in the mail.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)] public string? Message { get; set; }

    /// <summary>Language of the mail, such as de or pt-BR.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)] public string? Language { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ValidateSet("Guest", "Member")] public string? UserType { get; set; }

    /// <summary>Ids of the users who answer for the guest.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)] public string[]? Sponsor { get; set; }

    /// <summary>Sends nothing; hand the link on yourself. The guest then proves the mailbox with a code.</summary>
    [Parameter] public SwitchParameter NoMail { get; set; }

    protected override void ProcessRecord() => Try(Email, () =>
    {
        if (!ShouldProcess(Email, "Invite")) return;
        var body = new JObject
        {
            ["invitedUserEmailAddress"] = Email,
            ["inviteRedirectUrl"] = RedirectUrl ?? Foyer.Url.GetLeftPart(UriPartial.Authority) + "/myapps",
            ["sendInvitationMessage"] = !NoMail.IsPresent,
        };
        if (DisplayName is not null) body["invitedUserDisplayName"] = DisplayName;
        if (UserType is not null) body["invitedUserType"] = UserType;
        var info = new JObject();
        if (Message is not null) info["customizedMessageBody"] = Message;
        if (Language is not null) info["messageLanguage"] = Language;
        if (info.Count > 0) body["invitedUserMessageInfo"] = info;
        if (Sponsor is not null) body["invitedUserSponsors"] = new JArray(Sponsor.Select(id => new JObject { ["@odata.type"] = "microsoft.graph.user", ["id"] = id }));
        Write(Post("/invitations", body), "Foyer.Invitation");
    });
}
