namespace Foyer.PowerShell.Tests;

[Collection(nameof(Engine))]
public class ImportTests(Engine engine)
{
    private static string Csv(params string[] lines)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("foyer-csv-").FullName, "partners.csv");
        File.WriteAllLines(file, lines);
        return file;
    }

    [Fact]
    public void WhatIf_tells_what_would_happen_to_each_row_and_invites_nobody()
    {
        var file = Csv("Email,DisplayName,InviteContactUsUrl", "whatif@simplepartner.example,What,https://contoso.example/partners", "no address,Nobody,https://contoso.example/partners");
        var rows = engine.Run($"Import-FoyerInvitation -Path '{file}' -WhatIf");
        Assert.Equal(["invited", "failed"], rows.Select(r => (string)r.Properties["Outcome"].Value));
        Assert.StartsWith("email.", (string)rows[1].Properties["Code"].Value, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.Exists(engine.MailFolder) ? Directory.GetFiles(engine.MailFolder) : [], f => File.ReadAllText(f).Contains("whatif@simplepartner.example", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_is_imported_with_progress_and_gives_an_object_for_each_row()
    {
        var file = Csv("Email,DisplayName,InviteContactUsUrl", "import1@simplepartner.example,One,https://contoso.example/partners", "import2@simplepartner.example,Two,https://contoso.example/partners");
        var rows = engine.Run($"Import-FoyerInvitation -Path '{file}'", out _);
        Assert.Equal(["invited", "invited"], rows.Select(r => (string)r.Properties["Outcome"].Value));
        Assert.All(rows, row => Assert.True(Guid.TryParse((string)row.Properties["UserId"].Value, out _)));
        Assert.All(engine.Run($"Import-FoyerInvitation -Path '{file}'"), row => Assert.Equal("skipped", row.Properties["Outcome"].Value));
    }

    [Fact]
    public void A_batch_is_followed_from_the_pipeline_and_undone()
    {
        var file = Csv("Email,DisplayName,InviteContactUsUrl", "batch1@simplepartner.example,One,https://contoso.example/partners");
        var states = engine.Run($$"""
            $batch = Import-FoyerInvitation '{{file}}' -NoWait
            while ($batch.State -eq 'running') { $batch = $batch | Get-FoyerInvitationBatch }
            $batch.State
            ($batch | Get-FoyerInvitationBatch -Result).Email
            $batch = $batch | Undo-FoyerInvitationBatch -Confirm:$false
            while ($batch.State -ne 'undone') { $batch = $batch | Get-FoyerInvitationBatch }
            $batch.State
            """);
        Assert.Equal(["completed", "batch1@simplepartner.example", "undone"], states.Select(s => s.ToString()));
    }

    [Fact]
    public void A_refusal_is_an_error_that_a_script_can_catch_by_its_code()
    {
        var caught = engine.Run($$"""
            try { Get-FoyerInvitationBatch '{{Guid.Empty}}' } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category.ToString(); $_.Exception.Message }
            try { Import-FoyerInvitation '/nowhere/partners.csv' } catch { $_.Exception.Message }
            """);
        Assert.StartsWith("batch.", caught[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("ObjectNotFound", caught[1].ToString());
        Assert.Equal("There is no file /nowhere/partners.csv.", caught[3].ToString());
    }

    [Fact]
    public void Without_a_connection_a_cmdlet_says_what_to_do()
    {
        var error = engine.Run("Disconnect-Foyer; try { Get-FoyerInvitationBatch ([guid]::Empty) } catch { $_.Exception.Message }", connect: false).Single().ToString();
        Assert.Contains("Run Connect-Foyer first", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_never_travel_over_plain_http_to_another_machine()
    {
        var error = engine.Run("try { Connect-Foyer http://foyer.contoso.example $tenant -ClientId $clientId -ClientSecret $secret } catch { $_.Exception.Message }", connect: false).Single().ToString();
        Assert.Contains("must begin with https://", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_secret_is_refused_with_the_servers_words()
    {
        var error = engine.Run("try { $wrong = [securestring]::new(); $wrong.AppendChar('x'); Connect-Foyer $url $tenant -ClientId $clientId -ClientSecret $wrong } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }", connect: false);
        Assert.StartsWith("invalid_client", error[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("7000215", error[1].ToString(), StringComparison.Ordinal);
    }
}
