using System.Management.Automation;

namespace Foyer.PowerShell.Tests;

[Collection(nameof(Engine))]
public class ModuleTests(Engine engine)
{
    [Fact]
    public void Every_cmdlet_has_an_approved_verb_help_and_an_example()
    {
        var commands = engine.Run("Get-Command -Module Foyer.PowerShell", connect: false).Select(c => (CmdletInfo)c.BaseObject).ToList();
        Assert.NotEmpty(commands);
        var approved = new[] { typeof(VerbsCommon), typeof(VerbsData), typeof(VerbsLifecycle), typeof(VerbsDiagnostic), typeof(VerbsCommunications), typeof(VerbsSecurity), typeof(VerbsOther) }
            .SelectMany(group => group.GetFields()).Select(field => (string)field.GetValue(null)!).ToHashSet(StringComparer.Ordinal);
        foreach (var command in commands)
        {
            Assert.Contains(command.Verb, approved);
            var help = engine.Run($"Get-Help {command.Name} -Full", connect: false).Single();
            Assert.False(string.IsNullOrWhiteSpace(help.Properties["Synopsis"]?.Value?.ToString()), command.Name + " has no synopsis");
            Assert.True(help.Properties["examples"]?.Value is PSObject, command.Name + " has no example");
        }
    }

    [Fact]
    public void The_old_names_come_only_with_the_module_that_says_so()
    {
        var names = engine.Run("(Get-Command -Module Foyer.PowerShell).Name", connect: false).Select(n => n.ToString()).ToList();
        Assert.DoesNotContain(names, n => n.Contains("-Mg", StringComparison.Ordinal) || n.Contains("-Msol", StringComparison.Ordinal) || n.Contains("-AzureAD", StringComparison.Ordinal));
        var old = engine.Run("(Get-Command -Module Foyer.PowerShell.Compatibility).Name", compatibility: true, connect: false).Select(n => n.ToString()).ToList();
        foreach (var name in (string[])["Connect-MgGraph", "New-MgInvitation", "Get-MgUser", "Update-MgUser", "New-MgGroupMember", "New-MgUserAppRoleAssignment", "Set-MgUserLicense",
            "New-AzureADMSInvitation", "Get-MsolServicePrincipal", "Get-MsolGroup", "Get-MsolUser", "Add-MsolGroupMember", "Set-MsolUserLicense"]) Assert.Contains(name, old);
    }

    [Fact]
    public void What_removes_or_changes_knows_WhatIf()
    {
        var without = engine.Run("Get-Command -Module Foyer.PowerShell | Where-Object { $_.Verb -notin 'Get', 'Connect', 'Disconnect' -and -not $_.Parameters.ContainsKey('WhatIf') } | ForEach-Object Name", connect: false);
        Assert.Empty(without);
    }
}
