using System.Management.Automation;
using Foyer.PowerShell.Shapes;
using Newtonsoft.Json.Linq;

// The names of the retired AzureAD module's types, because published scripts make these objects (digest 7.2).
namespace Microsoft.Open.MSGraph.Model
{
    public sealed class Recipient
    {
        public EmailAddress? EmailAddress { get; set; }
    }

    public sealed class EmailAddress
    {
        public string? Name { get; set; }
        public string? Address { get; set; }
    }

    public sealed class InvitedUserMessageInfo
    {
        public string? CustomizedMessageBody { get; set; }
        public string? MessageLanguage { get; set; }
        public IList<Recipient>? CcRecipients { get; set; }
    }

    public sealed class User
    {
        public string? Id { get; set; }
    }
}

namespace Foyer.PowerShell.AzureAD
{
    /// <summary>Invites somebody, under the name of the retired AzureAD module.</summary>
    [Cmdlet(VerbsCommon.New, "AzureADMSInvitation"), OutputType("Foyer.Invitation")]
    public sealed class NewAzureADMSInvitation : FoyerCmdlet
    {
        [Parameter(Mandatory = true), InBody] public string InvitedUserEmailAddress { get; set; } = null!;
        [Parameter(Mandatory = true), InBody] public string InviteRedirectUrl { get; set; } = null!;
        [Parameter, InBody] public string? InvitedUserDisplayName { get; set; }
        [Parameter, InBody] public bool? SendInvitationMessage { get; set; }
        [Parameter, InBody] public Microsoft.Open.MSGraph.Model.InvitedUserMessageInfo? InvitedUserMessageInfo { get; set; }
        [Parameter, InBody] public Microsoft.Open.MSGraph.Model.User? InvitedUser { get; set; }
        [Parameter, InBody] public string? InvitedUserType { get; set; }
        [Parameter, InBody] public bool? ResetRedemption { get; set; }

        protected override void ProcessRecord() => Try(InvitedUserEmailAddress, () => Write(Post("/invitations", Body.Of(this)), "Foyer.Invitation"));
    }

    /// <summary>Connects under the name of the retired AzureAD module. The server is the one in the variable FOYER_URL.</summary>
    [Cmdlet(VerbsCommunications.Connect, "AzureAD"), OutputType("Foyer.Context")]
    public sealed class ConnectAzureAD : OldConnectCmdlet
    {
        [Parameter(Mandatory = true)] public string TenantId { get; set; } = null!;

        protected override void ProcessRecord() => Open(TenantId);
    }

    /// <summary>Users under the name of the retired AzureAD module.</summary>
    [Cmdlet(VerbsCommon.Get, "AzureADUser"), OutputType("Foyer.AzureADUser")]
    public sealed class GetAzureADUser : FoyerCmdlet
    {
        [Parameter] public string? ObjectId { get; set; }
        [Parameter] public string? Filter { get; set; }
        [Parameter] public string? SearchString { get; set; }
        [Parameter] public bool All { get; set; }
        [Parameter] public int Top { get; set; } = 100;

        protected override void ProcessRecord() => Try(ObjectId ?? Filter, () =>
        {
            const string select = "$select=" + Commands.GetFoyerUser.Columns;
            if (ObjectId is not null)
            {
                Write(Old((JObject)Get($"/users/{Segment(ObjectId)}?{select}")!), "Foyer.AzureADUser");
                return;
            }

            // That module knew the state under other names.
            var filter = Filter?.Replace("UserState", "externalUserState").Replace("UserType", "userType");
            filter ??= SearchString is null ? null : $"startswith(displayName,{Quote(SearchString)}) or startswith(userPrincipalName,{Quote(SearchString)})";
            var left = All ? int.MaxValue : Top;
            foreach (var user in Foyer.Pages($"/v1.0/users?{select}{(filter is null ? "" : "&$filter=" + Uri.EscapeDataString(filter))}", Stopping))
            {
                if (left-- == 0) return;
                Write(Old(user), "Foyer.AzureADUser");
            }
        });

        private static JObject Old(JObject user)
        {
            user["objectId"] = user["id"];
            user["userState"] = user["externalUserState"];
            user["userStateChangedOn"] = user["externalUserStateChangeDateTime"];
            return user;
        }
    }
}
