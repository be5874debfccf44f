@{
    RootModule = '../Foyer.PowerShell/Foyer.PowerShell.dll'
    ModuleVersion = '0.1.0'
    GUID = '0f6d3f6b-7d0e-4c39-8a52-0b8a3f0a7f6e'
    Author = 'The Foyer authors'
    CompanyName = 'Foyer'
    Copyright = '(c) The Foyer authors. Apache-2.0.'
    Description = 'The names that scripts for Microsoft Graph, AzureAD and MSOnline use, speaking to a Foyer server. Import it instead of those modules.'
    PowerShellVersion = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess = @('../Foyer.PowerShell/Foyer.PowerShell.format.ps1xml')
    CmdletsToExport = @(
        'Add-AzureADGroupMember',
        'Add-MgEnvironment',
        'Add-MsolGroupMember',
        'Connect-AzureAD',
        'Connect-MgGraph',
        'Connect-MsolService',
        'Disconnect-MgGraph',
        'Get-AzureADUser',
        'Get-MgApplication',
        'Get-MgAuditLogDirectoryAudit',
        'Get-MgAuditLogSignIn',
        'Get-MgContext',
        'Get-MgDirectoryDeletedItemAsUser',
        'Get-MgDomain',
        'Get-MgGroup',
        'Get-MgGroupMember',
        'Get-MgOrganization',
        'Get-MgPolicyAuthorizationPolicy',
        'Get-MgServicePrincipal',
        'Get-MgSubscribedSku',
        'Get-MgUser',
        'Get-MgUserAppRoleAssignment',
        'Get-MsolAccountSku',
        'Get-MsolGroup',
        'Get-MsolGroupMember',
        'Get-MsolServicePrincipal',
        'Get-MsolUser',
        'New-AzureADGroupAppRoleAssignment',
        'New-AzureADMSInvitation',
        'New-AzureADUserAppRoleAssignment',
        'New-MgGroupAppRoleAssignment',
        'New-MgGroupMember',
        'New-MgGroupMemberByRef',
        'New-MgInvitation',
        'New-MgServicePrincipalAppRoleAssignedTo',
        'New-MgUserAppRoleAssignment',
        'New-MsolLicenseOptions',
        'Remove-AzureADUser',
        'Remove-MgGroupMemberByRef',
        'Remove-MgUser',
        'Remove-MsolGroupMember',
        'Remove-MsolUser',
        'Restore-MgDirectoryDeletedItem',
        'Revoke-MgUserSignInSession',
        'Set-MgUserLicense',
        'Set-MsolUser',
        'Set-MsolUserLicense',
        'Update-MgPolicyAuthorizationPolicy',
        'Update-MgUser'
    )
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{ PSData = @{ Tags = @('Foyer', 'B2B', 'Guests', 'Invitations'); LicenseUri = 'https://www.apache.org/licenses/LICENSE-2.0' } }
}
