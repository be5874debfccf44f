using Foyer.Rig;

namespace Foyer.PowerShell.Tests;

/// <summary>The three demo partners, invited, granted and managed by nothing but a script; each test on a server that nobody has used.</summary>
[Collection(nameof(Engine))]
public class WalkthroughTests
{
    private static readonly string[] AddressOf = ["alice@simplepartner.example", "bob@fabrikam.example", "carol@complexpartner.example"];

    /// <summary>The engine comes without <c>Sort-Object</c>.</summary>
    private const string Sorted = "function Sorted { $texts = [string[]]@($input); [array]::Sort($texts); $texts }\n";

    [Fact]
    public async Task The_three_partners_are_invited_granted_licensed_and_managed_by_a_script()
    {
        await using var engine = await Fresh();
        var lines = Lines(engine, """
            $moodle = Get-FoyerServicePrincipal -DisplayName Moodle
            $salesforce = Get-FoyerServicePrincipal -DisplayName Salesforce
            $groups = Get-FoyerGroup | Where-Object { $_.DisplayName -in 'MyGroup1', 'Externals' }

            $partners = @(
                [pscustomobject]@{ Email = 'alice@simplepartner.example'; DisplayName = 'Alice'; Language = 'en' }
                [pscustomobject]@{ Email = 'bob@fabrikam.example'; DisplayName = 'Bob'; Language = 'de' }
                [pscustomobject]@{ Email = 'carol@complexpartner.example'; DisplayName = 'Carol'; Language = 'fr' })
            $partners | New-FoyerInvitation -RedirectUrl "$url/myapps" -WhatIf
            "nobody yet: $(@(Get-FoyerUser -Guest).Count)"
            $invited = $partners | New-FoyerInvitation -RedirectUrl "$url/myapps" -Message 'Welcome to our projects.'
            $alice, $bob, $carol = $invited | ForEach-Object { $_.InvitedUser.Id }

            $null = $alice, $bob, $carol | New-FoyerAppRoleAssignment $moodle.Id
            $null = $bob, $carol | New-FoyerAppRoleAssignment $salesforce.Id
            $groups | ForEach-Object { Add-FoyerGroupMember $_.Id $carol }
            $alice, $bob, $carol | Set-FoyerUser -UsageLocation FR -CompanyName Partner
            $carol | Set-FoyerUserLicense -Add AAD_PREMIUM

            foreach ($user in Get-FoyerUser -Guest -State PendingAcceptance -Sort displayName) {
                $apps = (Get-FoyerAppRoleAssignment -UserId $user.Id).ResourceDisplayName | Sorted
                "$($user.DisplayName)|$($user.Mail)|$($user.UserType)|$($user.CompanyName)|$($apps -join ' ')"
            }
            ($groups | ForEach-Object { Get-FoyerGroupMember $_.Id } | ForEach-Object DisplayName) -join ','
            "$((Get-FoyerSubscribedSku | Where-Object SkuPartNumber -eq AAD_PREMIUM).ConsumedUnits) licence"

            # The partners change, and so do their rights.
            $carol | Set-FoyerUserLicense -Remove AAD_PREMIUM
            Remove-FoyerGroupMember $groups[0].Id $carol -Confirm:$false
            Get-FoyerAppRoleAssignment -UserId $bob | Where-Object ResourceDisplayName -eq Salesforce | Remove-FoyerAppRoleAssignment -Confirm:$false
            Remove-FoyerUser $alice -Confirm:$false
            "gone: $((Get-FoyerUser -Deleted).DisplayName)"
            $null = Restore-FoyerUser $alice
            "$((Get-FoyerSubscribedSku | Where-Object SkuPartNumber -eq AAD_PREMIUM).ConsumedUnits) $(@($groups | ForEach-Object { Get-FoyerGroupMember $_.Id }).Count) $((Get-FoyerAppRoleAssignment -UserId $bob).ResourceDisplayName) $((Get-FoyerUser $alice).DisplayName)"
            @(Get-FoyerAuditLog -Activity 'Invite external user').Count
            """);

        Assert.Equal(
            ["nobody yet: 0", "Alice|alice@simplepartner.example|Guest|Partner|Moodle", "Bob|bob@fabrikam.example|Guest|Partner|Moodle Salesforce", "Carol|carol@complexpartner.example|Guest|Partner|Moodle Salesforce",
            "Carol,Carol", "1 licence", "gone: Alice", "0 1 Moodle Alice", "3"], lines);
        await Mailed(engine);
    }

    [Fact]
    public async Task The_demos_file_does_the_same_in_one_line()
    {
        await using var engine = await Fresh();
        var file = Path.Combine(ServerProcess.RepositoryRoot(), "samples", "contoso-partners.csv");
        var lines = Lines(engine, $$"""
            Import-FoyerInvitation -Path '{{file}}' | ForEach-Object { "$($_.Email) $($_.Outcome)" }
            foreach ($user in Get-FoyerUser -Guest -Sort displayName) { "$($user.DisplayName): $((Get-FoyerAppRoleAssignment -UserId $user.Id).ResourceDisplayName | Sorted)" }
            'MyGroup1', 'Externals' | ForEach-Object { (Get-FoyerGroup -DisplayName $_ | Get-FoyerGroupMember).DisplayName }
            """);

        Assert.Equal([.. AddressOf.Select(a => a + " invited"), "Alice: Moodle", "Bob: Moodle Salesforce", "Carol: Moodle Salesforce", "Carol", "Carol"], lines);
        await Mailed(engine);
    }

    [Fact]
    public async Task A_script_of_2016_does_the_whole_job_under_its_old_names()
    {
        await using var engine = await Fresh();
        var lines = Lines(engine, """
            $env:FOYER_TENANT = $tenant
            $null = Connect-MsolService -Credential $credential
            $null = Connect-AzureAD -TenantId $tenant -Credential $credential
            $moodle = Get-MsolServicePrincipal | Where-Object DisplayName -eq Moodle
            $salesforce = Get-MsolServicePrincipal -SearchString Salesforce
            $groups = (Get-MsolGroup -SearchString MyGroup1), (Get-MsolGroup -SearchString Externals)

            $messageInfo = [Microsoft.Open.MSGraph.Model.InvitedUserMessageInfo]::new()
            $messageInfo.customizedMessageBody = 'Welcome to our projects.'
            $ids = foreach ($line in 'alice@simplepartner.example,Alice', 'bob@fabrikam.example,Bob', 'carol@complexpartner.example,Carol') {
                $email, $name = $line.Split(',')
                (New-AzureADMSInvitation -InvitedUserEmailAddress $email -InvitedUserDisplayName $name -InviteRedirectUrl "$url/myapps" -InvitedUserMessageInfo $messageInfo -SendInvitationMessage $true).InvitedUser.Id
            }
            foreach ($id in $ids) { $null = New-AzureADUserAppRoleAssignment -ObjectId $id -PrincipalId $id -ResourceId $moodle.ObjectId -Id ([Guid]::Empty) }
            foreach ($id in $ids[1, 2]) { $null = New-AzureADUserAppRoleAssignment -ObjectId $id -PrincipalId $id -ResourceId $salesforce.ObjectId -Id ([Guid]::Empty) }
            Add-MsolGroupMember -GroupObjectId $groups[0].ObjectId -GroupMemberType User -GroupMemberObjectId $ids[2]
            Add-AzureADGroupMember -ObjectId $groups[1].ObjectId -RefObjectId $ids[2]
            $sku = (Get-MsolAccountSku | Where-Object AccountSkuId -like '*:AAD_PREMIUM').AccountSkuId
            $options = New-MsolLicenseOptions -AccountSkuId $sku -DisabledPlans MFA_PREMIUM
            Set-MsolUser -ObjectId $ids[2] -UsageLocation US
            Set-MsolUserLicense -ObjectId $ids[2] -AddLicenses $sku -LicenseOptions $options

            foreach ($id in $ids) {
                $user = Get-AzureADUser -Filter "UserType eq 'Guest'" -All $true | Where-Object ObjectId -eq $id
                $old = Get-MsolUser -ObjectId $user.ObjectId
                "$($user.DisplayName)|$($user.Mail)|$($user.UserState)|$($old.UserType)|$($old.UsageLocation)|$($old.isLicensed)|$($old.Licenses.AccountSkuId -replace '^.*:')"
            }
            ($groups | ForEach-Object { Get-MsolGroupMember -GroupObjectId $_.ObjectId } | ForEach-Object DisplayName) -join ','
            ((Get-MsolGroup -UserObjectId $ids[2]).DisplayName | Sorted) -join ','
            "unlicensed: $((Get-MsolUser -DomainName simplepartner.example -UnlicensedUsersOnly).DisplayName), $((Get-MsolUser -UnlicensedUsersOnly -All | Where-Object UserType -eq Guest).DisplayName | Sorted)"

            Set-MsolUserLicense -ObjectId $ids[2] -RemoveLicenses $sku
            Remove-MsolGroupMember -GroupObjectId $groups[0].ObjectId -GroupMemberType User -GroupMemberObjectId $ids[2]
            Remove-MsolUser -ObjectId $ids[0] -Force
            "$((Get-MsolUser -ObjectId $ids[2]).isLicensed) $(@(Get-MsolGroupMember -GroupObjectId $groups[0].ObjectId).Count) $((Get-MsolUser -ReturnDeletedUsers).DisplayName)"
            """, compatibility: true, connect: false);

        Assert.Equal(
            ["Alice|alice@simplepartner.example|PendingAcceptance|Guest||False|", "Bob|bob@fabrikam.example|PendingAcceptance|Guest||False|", "Carol|carol@complexpartner.example|PendingAcceptance|Guest|US|True|AAD_PREMIUM",
            "Carol,Carol", "Externals,MyGroup1", "unlicensed: , Alice Bob", "False 0 Alice"], lines);
        await Mailed(engine);
    }

    [Fact]
    public async Task A_script_for_the_microsoft_graph_module_does_the_whole_job_unchanged()
    {
        await using var engine = await Fresh();
        var lines = Lines(engine, """
            Add-MgEnvironment -Name Contoso -GraphEndpoint $url -AzureADEndpoint $url | Out-Null
            $env:FOYER_URL = $null
            Connect-MgGraph -Environment Contoso -TenantId $tenant -ClientSecretCredential $credential -NoWelcome
            $moodle = Get-MgServicePrincipal -Filter "displayName eq 'Moodle'"
            $salesforce = Get-MgServicePrincipal -Filter "displayName eq 'Salesforce'"
            $groups = Get-MgGroup -Filter "displayName in ('MyGroup1', 'Externals')" -All

            $info = @{ CustomizedMessageBody = 'Welcome to our projects.'; MessageLanguage = 'de-DE' }
            $ids = foreach ($line in 'alice@simplepartner.example,Alice', 'bob@fabrikam.example,Bob', 'carol@complexpartner.example,Carol') {
                $email, $name = $line.Split(',')
                (New-MgInvitation -InvitedUserEmailAddress $email -InvitedUserDisplayName $name -InviteRedirectUrl "$url/myapps" -InvitedUserMessageInfo $info -SendInvitationMessage:$true).InvitedUser.Id
            }
            foreach ($id in $ids) { $null = New-MgUserAppRoleAssignment -UserId $id -PrincipalId $id -ResourceId $moodle.Id -AppRoleId ([guid]::Empty) }
            foreach ($id in $ids[1, 2]) { $null = New-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId $salesforce.Id -PrincipalId $id -ResourceId $salesforce.Id -AppRoleId ([guid]::Empty) }
            New-MgGroupMember -GroupId $groups[0].Id -DirectoryObjectId $ids[2]
            New-MgGroupMemberByRef -GroupId $groups[1].Id -BodyParameter @{ '@odata.id' = "$url/v1.0/directoryObjects/$($ids[2])" }
            Update-MgUser -UserId $ids[2] -JobTitle Consultant -UsageLocation US
            $sku = Get-MgSubscribedSku -All | Where-Object SkuPartNumber -eq AAD_PREMIUM
            $null = Set-MgUserLicense -UserId $ids[2] -AddLicenses @(@{ SkuId = $sku.SkuId; DisabledPlans = @() }) -RemoveLicenses @()

            foreach ($user in Get-MgUser -Filter "userType eq 'Guest'" -Property Id,DisplayName,Mail,JobTitle,ExternalUserState -All -ConsistencyLevel eventual -CountVariable found -Sort displayName) {
                $apps = (Get-MgUserAppRoleAssignment -UserId $user.Id -All).ResourceDisplayName | Sorted
                "$($user.DisplayName)|$($user.Mail)|$($user.ExternalUserState)|$($user.JobTitle)|$($apps -join ' ')"
            }
            "$found found, $((Get-MgSubscribedSku | Where-Object SkuPartNumber -eq AAD_PREMIUM).ConsumedUnits) licence, $(($groups | ForEach-Object { Get-MgGroupMember -GroupId $_.Id -All }).Id -eq $ids[2])"

            $null = Set-MgUserLicense -UserId $ids[2] -AddLicenses @() -RemoveLicenses @($sku.SkuId)
            Remove-MgGroupMemberByRef -GroupId $groups[0].Id -DirectoryObjectId $ids[2]
            Remove-MgUser -UserId $ids[0]
            "gone: $((Get-MgDirectoryDeletedItemAsUser -All).DisplayName)"
            $null = Restore-MgDirectoryDeletedItem -DirectoryObjectId $ids[0]
            "$((Get-MgUser -UserId $ids[0]).DisplayName) is back; $(@(Get-MgAuditLogDirectoryAudit -Filter "activityDisplayName eq 'Invite external user'" -All).Count) invited"
            """, compatibility: true, connect: false);

        var carol = lines.Count > 3 ? lines[3] : "";
        Assert.Equal(
            ["Alice|alice@simplepartner.example|PendingAcceptance||Moodle", "Bob|bob@fabrikam.example|PendingAcceptance||Moodle Salesforce", "Carol|carol@complexpartner.example|PendingAcceptance|Consultant|Moodle Salesforce"], lines.Take(3));
        Assert.Matches("^3 found, 1 licence, ([0-9a-f-]{36}) \\1$", carol);
        Assert.Equal(["gone: Alice", "Alice is back; 3 invited"], lines.Skip(4));
        await Mailed(engine);
    }

    private static async Task<Engine> Fresh()
    {
        var engine = new Engine();
        await engine.InitializeAsync();
        return engine;
    }

    private static List<string> Lines(Engine engine, string script, bool compatibility = false, bool connect = true) =>
        [.. engine.Run(Sorted + script, compatibility, connect).Select(o => o.ToString())];

    /// <summary>Each partner has a letter.</summary>
    private static Task Mailed(Engine engine) => Eventually.Is(
        async ct =>
        {
            if (!Directory.Exists(engine.MailFolder)) return false;
            var letters = await Task.WhenAll(Directory.GetFiles(engine.MailFolder, "*.eml").Select(file => File.ReadAllTextAsync(file, ct)));
            return AddressOf.All(address => letters.Any(l => l.Contains("To: ", StringComparison.Ordinal) && l.Contains(address, StringComparison.Ordinal)));
        },
        TimeSpan.FromSeconds(30), () => "Not every partner has a letter.", TestContext.Current.CancellationToken);
}
