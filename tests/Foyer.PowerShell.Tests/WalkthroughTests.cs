namespace Foyer.PowerShell.Tests;

/// <summary>The three demo partners, invited, granted and managed entirely from a script.</summary>
[Collection(nameof(Engine))]
public class WalkthroughTests(Engine engine)
{
    [Fact]
    public void Alice_bob_and_carol_are_invited_and_granted_from_a_script()
    {
        var lines = engine.Run("""
            $moodle = Get-FoyerServicePrincipal -DisplayName Moodle
            $salesforce = Get-FoyerServicePrincipal -DisplayName Salesforce
            $groups = Get-FoyerGroup | Where-Object { $_.DisplayName -in 'MyGroup1', 'Externals' }

            $partners = @(
                [pscustomobject]@{ Email = 'alice@simplepartner.example'; DisplayName = 'Alice'; Language = 'en' }
                [pscustomobject]@{ Email = 'bob@fabrikam.example'; DisplayName = 'Bob'; Language = 'de' }
                [pscustomobject]@{ Email = 'carol@complexpartner.example'; DisplayName = 'Carol'; Language = 'fr' })
            $invited = $partners | New-FoyerInvitation -RedirectUrl "$url/myapps?tenantId=$tenant" -Message 'Welcome to our projects.'
            $alice, $bob, $carol = $invited | ForEach-Object { $_.InvitedUser.Id }

            $null = New-FoyerAppRoleAssignment $moodle.Id $alice
            $null = $bob, $carol | New-FoyerAppRoleAssignment $moodle.Id
            $null = $bob, $carol | New-FoyerAppRoleAssignment $salesforce.Id
            $groups | ForEach-Object { Add-FoyerGroupMember $_.Id $carol }
            $alice, $bob, $carol | Set-FoyerUser -UsageLocation FR -CompanyName Partner

            foreach ($id in $alice, $bob, $carol) {
                $user = Get-FoyerUser $id
                $apps = (Get-FoyerAppRoleAssignment -UserId $id).ResourceDisplayName | ForEach-Object { $_ }
                "$($user.DisplayName)|$($user.Mail)|$($user.UserType)|$($user.ExternalUserState)|$($user.CompanyName)|$(@($apps).Count)"
            }
            ($groups | ForEach-Object { Get-FoyerGroupMember $_.Id } | ForEach-Object DisplayName) -join ','
            """).Select(o => o.ToString()).ToList();
        Assert.Equal("Alice|alice@simplepartner.example|Guest|PendingAcceptance|Partner|1", lines[0]);
        Assert.Equal("Bob|bob@fabrikam.example|Guest|PendingAcceptance|Partner|2", lines[1]);
        Assert.Equal("Carol|carol@complexpartner.example|Guest|PendingAcceptance|Partner|2", lines[2]);
        Assert.Equal("Carol,Carol", lines[3]);
        var mails = Directory.GetFiles(engine.MailFolder).Select(File.ReadAllText).ToList();
        Assert.Contains(mails, m => m.Contains("To: ", StringComparison.Ordinal) && m.Contains("bob@fabrikam.example", StringComparison.Ordinal));
    }

    [Fact]
    public void The_2016_walkthrough_runs_under_its_old_names()
    {
        var lines = engine.Run("""
            $env:FOYER_TENANT = $tenant
            $null = Connect-MsolService -Credential $credential
            $app = Get-MsolServicePrincipal | Where-Object DisplayName -eq Moodle
            $group = Get-MsolGroup -SearchString MyGroup1
            $messageInfo = New-Object Microsoft.Open.MSGraph.Model.InvitedUserMessageInfo
            $messageInfo.customizedMessageBody = 'Hello'
            $invitation = New-AzureADMSInvitation -InvitedUserEmailAddress old@simplepartner.example -InvitedUserDisplayName Old -InviteRedirectUrl "$url/myapps" -InvitedUserMessageInfo $messageInfo -SendInvitationMessage $true
            Add-MsolGroupMember -GroupObjectId $group.ObjectId -GroupMemberType User -GroupMemberObjectId $invitation.InvitedUser.Id
            Set-MsolUser -ObjectId $invitation.InvitedUser.Id -UsageLocation US
            $user = Get-MsolUser -ObjectId $invitation.InvitedUser.Id
            "$($app.AppPrincipalId)|$($group.DisplayName)|$($invitation.Status)|$($user.UserType)|$($user.UsageLocation)"
            (Get-MsolGroupMember -GroupObjectId $group.ObjectId).ObjectId -contains $invitation.InvitedUser.Id
            """, compatibility: true, connect: false).Select(o => o.ToString()).ToList();
        Assert.Equal($"{engine.Value("apps", "moodle", "appId")}|MyGroup1|PendingAcceptance|Guest|US", lines[0]);
        Assert.Equal("True", lines[1]);
    }

    [Fact]
    public void A_script_for_the_microsoft_graph_module_runs_unchanged()
    {
        var lines = engine.Run("""
            $info = @{ CustomizedMessageBody = 'Hello'; MessageLanguage = 'de-DE' }
            $invitation = New-MgInvitation -InvitedUserEmailAddress mg@simplepartner.example -InvitedUserDisplayName 'Mg Guest' -InviteRedirectUrl "$url/myapps" -InvitedUserMessageInfo $info -SendInvitationMessage:$true
            Update-MgUser -UserId $invitation.InvitedUser.Id -JobTitle Consultant -UsageLocation US
            $group = Get-MgGroup -Filter "displayName eq 'Externals'"
            New-MgGroupMember -GroupId $group.Id -DirectoryObjectId $invitation.InvitedUser.Id
            $app = Get-MgServicePrincipal -Filter "displayName eq 'Moodle'"
            $null = New-MgUserAppRoleAssignment -UserId $invitation.InvitedUser.Id -PrincipalId $invitation.InvitedUser.Id -ResourceId $app.Id -AppRoleId ([guid]::Empty)
            $guests = Get-MgUser -Filter "userType eq 'Guest' and mail eq 'mg@simplepartner.example'" -Property Id,JobTitle -All -ConsistencyLevel eventual -CountVariable found
            "$($guests.JobTitle)|$found"
            (Get-MgGroupMember -GroupId $group.Id -All).Id -contains $invitation.InvitedUser.Id
            Remove-MgUser -UserId $invitation.InvitedUser.Id
            (Get-MgDirectoryDeletedItemAsUser -All).Id -contains $invitation.InvitedUser.Id
            $null = Restore-MgDirectoryDeletedItem -DirectoryObjectId $invitation.InvitedUser.Id
            (Get-MgUser -UserId $invitation.InvitedUser.Id).DisplayName
            """, compatibility: true).Select(o => o.ToString()).ToList();
        Assert.Equal(["Consultant|1", "True", "True", "Mg Guest"], lines);
    }
}
