using System.Globalization;
using System.Management.Automation;

namespace Foyer.PowerShell.Commands;

/// <summary>Changes in the directory, newest first; with <c>-SignIn</c> the sign-ins.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerAuditLog"), OutputType("Foyer.AuditEntry", "Foyer.SignIn")]
public sealed class GetFoyerAuditLog : ListCmdlet
{
    [Parameter] public SwitchParameter SignIn { get; set; }

    [Parameter] public DateTime? Since { get; set; }

    /// <summary>The activity by its name, such as "Invite external user".</summary>
    [Parameter] public string? Activity { get; set; }

    protected override void ProcessRecord() => Try(null, () =>
    {
        var rules = new List<string>();
        if (Since is { } from) rules.Add($"{(SignIn ? "createdDateTime" : "activityDateTime")} ge {from.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}");
        if (Activity is not null) rules.Add("activityDisplayName eq " + Quote(Activity));
        WriteAll((SignIn ? "/auditLogs/signIns" : "/auditLogs/directoryAudits") + Options(rules.Count == 0 ? null : string.Join(" and ", rules)), SignIn ? "Foyer.SignIn" : "Foyer.AuditEntry");
    });
}

/// <summary>The organisation that this process is connected to.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerOrganization"), OutputType("Foyer.Organization")]
public sealed class GetFoyerOrganization : FoyerCmdlet
{
    protected override void ProcessRecord() => Try(null, () =>
    {
        foreach (var organization in Foyer.Pages("/v1.0/organization", Stopping)) Write(organization, "Foyer.Organization");
    });
}

/// <summary>The domains of the organisation.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerDomain"), OutputType("Foyer.Domain")]
public sealed class GetFoyerDomain : FoyerCmdlet
{
    protected override void ProcessRecord() => Try(null, () =>
    {
        foreach (var domain in Foyer.Pages("/v1.0/domains", Stopping)) Write(domain, "Foyer.Domain");
    });
}
