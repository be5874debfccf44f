using System.Management.Automation;
using Foyer.PowerShell.Commands;
using Foyer.PowerShell.Shapes;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Msol;

/// <summary>Connects under the name of the retired MSOnline module (digest 7.1). The server and organisation are in FOYER_URL and FOYER_TENANT.</summary>
[Cmdlet(VerbsCommunications.Connect, "MsolService"), OutputType("Foyer.Context")]
public sealed class ConnectMsolService : OldConnectCmdlet
{
    [Parameter] public string? TenantId { get; set; }

    protected override void ProcessRecord() =>
        Open(TenantId ?? Environment.GetEnvironmentVariable("FOYER_TENANT") ?? throw new PSInvalidOperationException("Which organisation? Set the variable FOYER_TENANT to its id or domain, or give -TenantId."));
}

/// <summary>Reads as that module does: so many objects at most, or all.</summary>
public abstract class MsolListCmdlet : FoyerCmdlet
{
    [Parameter] public SwitchParameter All { get; set; }

    [Parameter] public Guid? ObjectId { get; set; }

    [Parameter] public string? SearchString { get; set; }

    private protected void Read(string collection, string select, List<string> rules, int most, string typeName, Func<JObject, JObject> old, Func<JObject, bool>? which = null, bool advanced = false) => Try(ObjectId, () =>
    {
        if (ObjectId is { } id)
        {
            Write(old((JObject)Get($"{collection}/{id:D}?$select={select}")!), typeName);
            return;
        }

        if (SearchString is not null) rules.Add($"startswith(displayName,{Quote(SearchString)})");
        var left = All ? int.MaxValue : most;
        var filter = rules.Count == 0 ? "" : "&$filter=" + Uri.EscapeDataString(string.Join(" and ", rules));
        foreach (var item in Foyer.Pages($"/v1.0{collection}?$select={select}{filter}{(advanced ? "&$count=true" : "")}", Stopping, advanced ? "eventual" : null))
        {
            var shape = old(item);
            if (which is not null && !which(shape)) continue;
            if (left-- == 0) return;
            Write(shape, typeName);
        }
    });
}

[Cmdlet(VerbsCommon.Get, "MsolUser"), OutputType("Foyer.MsolUser")]
public sealed class GetMsolUser : MsolListCmdlet
{
    private const string Columns = GetFoyerUser.Columns + ",assignedLicenses,identities,proxyAddresses,givenName,surname,city,country,department,state";
    private ILookup<string, string>? names;

    [Parameter] public int MaxResults { get; set; } = 500;
    [Parameter(ValueFromPipelineByPropertyName = true)] public string? UserPrincipalName { get; set; }
    [Parameter] public string? DomainName { get; set; }
    [Parameter, ValidateSet("All", "EnabledOnly", "DisabledOnly")] public string EnabledFilter { get; set; } = "All";
    [Parameter] public string? City { get; set; }
    [Parameter] public string? Country { get; set; }
    [Parameter] public string? Department { get; set; }
    [Parameter] public string? State { get; set; }
    [Parameter] public string? Title { get; set; }
    [Parameter] public string? UsageLocation { get; set; }
    [Parameter] public SwitchParameter ReturnDeletedUsers { get; set; }
    [Parameter] public SwitchParameter UnlicensedUsersOnly { get; set; }

    protected override void ProcessRecord()
    {
        if (UserPrincipalName is not null)
        {
            Try(UserPrincipalName, () => Write(Old((JObject)Get($"/users/{Segment(UserPrincipalName)}?$select={Columns}")!), "Foyer.MsolUser"));
            return;
        }

        var rules = new List<string>();
        if (EnabledFilter != "All") rules.Add("accountEnabled eq " + (EnabledFilter == "EnabledOnly" ? "true" : "false"));
        foreach (var (property, value) in new[] { ("city", City), ("country", Country), ("department", Department), ("state", State), ("jobTitle", Title), ("usageLocation", UsageLocation) })
            if (value is not null) rules.Add(property + " eq " + Quote(value));
        if (DomainName is not null) rules.Add($"endswith(userPrincipalName,{Quote("@" + DomainName)})");
        Read(ReturnDeletedUsers ? "/directory/deletedItems/microsoft.graph.user" : "/users", Columns, rules, MaxResults, "Foyer.MsolUser", Old,
            UnlicensedUsersOnly ? user => !(bool)user["isLicensed"]! : null, advanced: DomainName is not null);
    }

    private JObject Old(JObject user)
    {
        var licences = user["assignedLicenses"] as JArray ?? [];
        user["objectId"] = user["id"];
        user["isLicensed"] = licences.Count > 0;
        user["licenses"] = new JArray(licences.Select(l => new JObject { ["accountSkuId"] = Name((string?)l["skuId"] ?? ""), ["skuId"] = l["skuId"], ["disabledPlans"] = l["disabledPlans"] }));
        user["alternateEmailAddresses"] = user["otherMails"];
        user["blockCredential"] = !((bool?)user["accountEnabled"] ?? true);
        user["signInName"] = (string?)user["externalUserState"] == "PendingAcceptance" ? null : user["mail"] ?? user["userPrincipalName"];
        user["title"] = user["jobTitle"];
        return user;
    }

    /// <summary>Scripts compare licences by the organisation and the product's name, never by the id.</summary>
    private string Name(string skuId)
    {
        names ??= Foyer.Pages("/v1.0/subscribedSkus", Stopping).ToLookup(s => (string?)s["skuId"] ?? "", s => (string?)s["skuPartNumber"] ?? "", StringComparer.OrdinalIgnoreCase);
        return Foyer.Tenant + ":" + (names[skuId].FirstOrDefault() ?? skuId);
    }
}

[Cmdlet(VerbsCommon.Get, "MsolGroup"), OutputType("Foyer.MsolGroup")]
public sealed class GetMsolGroup : MsolListCmdlet
{
    [Parameter] public int MaxResults { get; set; } = 250;
    [Parameter, ValidateSet("Security", "MailEnabledSecurity", "DistributionList")] public string? GroupType { get; set; }

    /// <summary>Groups that this user is a member of.</summary>
    [Parameter] public Guid? UserObjectId { get; set; }

    [Parameter] public string? UserPrincipalName { get; set; }

    protected override void ProcessRecord()
    {
        // Every group here is a security group without a mailbox.
        if (GroupType is not null and not "Security") return;
        var user = UserObjectId?.ToString("D") ?? UserPrincipalName;
        Read(user is null ? "/groups" : $"/users/{Segment(user)}/memberOf/microsoft.graph.group", "id,displayName,description,mail,securityEnabled", [], MaxResults, "Foyer.MsolGroup", group =>
        {
            group["objectId"] = group["id"];
            group["groupType"] = "Security";
            group["emailAddress"] = group["mail"];
            return group;
        });
    }
}

[Cmdlet(VerbsCommon.Get, "MsolServicePrincipal"), OutputType("Foyer.MsolServicePrincipal")]
public sealed class GetMsolServicePrincipal : MsolListCmdlet
{
    [Parameter] public int MaxResults { get; set; } = 500;
    [Parameter] public Guid? AppPrincipalId { get; set; }

    /// <summary>An app's only name is its application id.</summary>
    [Parameter] public Guid? ServicePrincipalName { get; set; }

    protected override void ProcessRecord()
    {
        var rules = new List<string>();
        if (ServicePrincipalName is { } name) rules.Add($"appId eq '{name:D}'");
        if (AppPrincipalId is { } app) rules.Add($"appId eq '{app:D}'");
        Read("/servicePrincipals", "id,appId,displayName,accountEnabled,servicePrincipalNames", rules, MaxResults, "Foyer.MsolServicePrincipal", principal =>
        {
            principal["objectId"] = principal["id"];
            principal["appPrincipalId"] = principal["appId"];
            return principal;
        });
    }
}

[Cmdlet(VerbsCommon.Add, "MsolGroupMember")]
public sealed class AddMsolGroupMember : FoyerCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public Guid GroupObjectId { get; set; }
    [Parameter, ValidateSet("User", "Group", "Contact", "ServicePrincipal", "Other")] public string? GroupMemberType { get; set; }
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public Guid GroupMemberObjectId { get; set; }

    protected override void ProcessRecord() => Try(GroupMemberObjectId, () => Post($"/groups/{GroupObjectId:D}/members/$ref", Reference(GroupMemberObjectId.ToString("D"))));
}

[Cmdlet(VerbsCommon.Remove, "MsolGroupMember")]
public sealed class RemoveMsolGroupMember : FoyerCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public Guid GroupObjectId { get; set; }
    [Parameter, ValidateSet("User", "Group", "Contact", "ServicePrincipal", "Other")] public string? GroupMemberType { get; set; }
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public Guid GroupMemberObjectId { get; set; }

    protected override void ProcessRecord() => Try(GroupMemberObjectId, () => Delete($"/groups/{GroupObjectId:D}/members/{GroupMemberObjectId:D}/$ref"));
}

[Cmdlet(VerbsCommon.Get, "MsolGroupMember"), OutputType("Foyer.DirectoryObject")]
public sealed class GetMsolGroupMember : FoyerCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public Guid GroupObjectId { get; set; }

    protected override void ProcessRecord() => Try(GroupObjectId, () =>
    {
        foreach (var member in Foyer.Pages($"/v1.0/groups/{GroupObjectId:D}/members", Stopping))
        {
            member["objectId"] = member["id"];
            member["emailAddress"] = member["mail"];
            Write(member, "Foyer.DirectoryObject");
        }
    });
}

[Cmdlet(VerbsCommon.Get, "MsolAccountSku"), OutputType("Foyer.MsolAccountSku")]
public sealed class GetMsolAccountSku : FoyerCmdlet
{
    protected override void ProcessRecord() => Try(null, () =>
    {
        foreach (var sku in Foyer.Pages("/v1.0/subscribedSkus", Stopping))
        {
            sku["accountSkuId"] = $"{Foyer.Tenant}:{sku["skuPartNumber"]}";
            sku["activeUnits"] = sku["prepaidUnits"]?["enabled"];
            sku["warningUnits"] = sku["prepaidUnits"]?["warning"];
            Write(sku, "Foyer.MsolAccountSku");
        }
    });
}

/// <summary>What <c>New-MsolLicenseOptions</c> gives and <c>Set-MsolUserLicense</c> takes.</summary>
public sealed class LicenseOptions
{
    public string AccountSkuId { get; set; } = "";
    public string[] DisabledPlans { get; set; } = [];
}

[Cmdlet(VerbsCommon.New, "MsolLicenseOptions"), OutputType(typeof(LicenseOptions))]
public sealed class NewMsolLicenseOptions : FoyerCmdlet
{
    [Parameter(Mandatory = true)] public string AccountSkuId { get; set; } = null!;
    [Parameter] public string[] DisabledPlans { get; set; } = [];

    protected override void ProcessRecord() => WriteObject(new LicenseOptions { AccountSkuId = AccountSkuId, DisabledPlans = DisabledPlans });
}

[Cmdlet(VerbsCommon.Set, "MsolUserLicense")]
public sealed class SetMsolUserLicense : FoyerCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)] public string? UserPrincipalName { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public Guid? ObjectId { get; set; }
    [Parameter] public string[] AddLicenses { get; set; } = [];
    [Parameter] public string[] RemoveLicenses { get; set; } = [];
    [Parameter] public LicenseOptions[] LicenseOptions { get; set; } = [];

    protected override void ProcessRecord()
    {
        var user = ObjectId?.ToString("D") ?? UserPrincipalName ?? throw new PSInvalidOperationException("Give -UserPrincipalName or -ObjectId.");
        Try(user, () =>
        {
            var skus = Foyer.Pages("/v1.0/subscribedSkus", Stopping).ToList();
            var plans = skus.SelectMany(s => s["servicePlans"] as JArray ?? []).ToLookup(p => (string?)p["servicePlanName"] ?? "", p => (string?)p["servicePlanId"] ?? "", StringComparer.OrdinalIgnoreCase);
            var adding = AddLicenses.Concat(LicenseOptions.Select(o => o.AccountSkuId)).Distinct(StringComparer.OrdinalIgnoreCase);
            // Plans are named there, and have ids here.
            Post($"/users/{Segment(user)}/assignLicense", Licences.Change(
                adding.Select(name => (Licences.SkuId(name, skus), LicenseOptions.Where(o => o.AccountSkuId == name).SelectMany(o => o.DisabledPlans).Select(p => plans[p].FirstOrDefault() ?? p))),
                RemoveLicenses.Select(name => Licences.SkuId(name, skus))));
        });
    }
}

[Cmdlet(VerbsCommon.Set, "MsolUser")]
public sealed class SetMsolUser : FoyerCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)] public string? UserPrincipalName { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public Guid? ObjectId { get; set; }
    [Parameter, InBody] public string? DisplayName { get; set; }
    [Parameter, InBody] public string? UsageLocation { get; set; }
    [Parameter, InBody, ValidateSet("Guest", "Member")] public string? UserType { get; set; }
    [Parameter] public bool? BlockCredential { get; set; }

    protected override void ProcessRecord()
    {
        var user = ObjectId?.ToString("D") ?? UserPrincipalName ?? throw new PSInvalidOperationException("Give -UserPrincipalName or -ObjectId.");
        Try(user, () =>
        {
            var body = Body.Of(this);
            if (BlockCredential is { } blocked) body["accountEnabled"] = !blocked;
            Patch("/users/" + Segment(user), body);
        });
    }
}

[Cmdlet(VerbsCommon.Remove, "MsolUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveMsolUser : FoyerCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)] public string? UserPrincipalName { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public Guid? ObjectId { get; set; }
    [Parameter] public SwitchParameter RemoveFromRecycleBin { get; set; }
    [Parameter] public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        var user = ObjectId?.ToString("D") ?? UserPrincipalName ?? throw new PSInvalidOperationException("Give -UserPrincipalName or -ObjectId.");
        Try(user, () =>
        {
            if (Force || ShouldProcess(user, "Remove")) Delete((RemoveFromRecycleBin ? "/directory/deletedItems/" : "/users/") + Segment(user));
        });
    }
}
