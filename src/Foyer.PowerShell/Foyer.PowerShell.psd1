@{
    RootModule = 'Foyer.PowerShell.dll'
    ModuleVersion = '0.1.0'
    GUID = '5c0ff8e5-2a44-4b5e-9a43-6f0be1a0c3d1'
    Author = 'The Foyer authors'
    CompanyName = 'Foyer'
    Copyright = '(c) The Foyer authors. Apache-2.0.'
    Description = 'Invites partners into your applications and manages guests, groups, apps and licences of a Foyer server.'
    PowerShellVersion = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess = @('Foyer.PowerShell.format.ps1xml')
    CmdletsToExport = @(
        'Add-FoyerGroupMember',
        'Connect-Foyer',
        'Disconnect-Foyer',
        'Get-FoyerAppRoleAssignment',
        'Get-FoyerApplication',
        'Get-FoyerAuditLog',
        'Get-FoyerContext',
        'Get-FoyerDomain',
        'Get-FoyerGroup',
        'Get-FoyerGroupMember',
        'Get-FoyerInvitationBatch',
        'Get-FoyerOrganization',
        'Get-FoyerServicePrincipal',
        'Get-FoyerSubscribedSku',
        'Get-FoyerUser',
        'Import-FoyerInvitation',
        'New-FoyerAppRoleAssignment',
        'New-FoyerGroup',
        'New-FoyerInvitation',
        'New-FoyerUser',
        'Remove-FoyerAppRoleAssignment',
        'Remove-FoyerGroup',
        'Remove-FoyerGroupMember',
        'Remove-FoyerUser',
        'Restore-FoyerUser',
        'Resume-FoyerInvitationBatch',
        'Revoke-FoyerUserSession',
        'Set-FoyerUser',
        'Set-FoyerUserLicense',
        'Start-FoyerInvitationBatch',
        'Stop-FoyerInvitationBatch',
        'Suspend-FoyerInvitationBatch',
        'Undo-FoyerInvitationBatch'
    )
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{ PSData = @{ Tags = @('Foyer', 'B2B', 'Guests', 'Invitations'); LicenseUri = 'https://www.apache.org/licenses/LICENSE-2.0' } }
}
