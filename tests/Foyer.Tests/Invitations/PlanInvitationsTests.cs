using Foyer.Invitations;
using Foyer.Invitations.Csv;
using Foyer.Users;
using FsCheck;
using FsCheck.Fluent;

namespace Foyer.Tests.Invitations;

public class PlanInvitationsTests
{
    private static readonly DateTime Now = new(2027, 3, 1, 9, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Moodle = Guid.Parse("a0000000-0000-4000-8000-000000000001");
    private static readonly Guid MoodlePrincipal = Guid.Parse("a0000000-0000-4000-8000-000000000011");
    private static readonly Guid Group = Guid.Parse("90000000-0000-4000-8000-000000000001");
    private static readonly Guid Nobodys = Guid.Parse("deadbeef-0000-4000-8000-000000000001");

    private static readonly ChunkFacts Facts = new()
    {
        Now = Now, MayGrantApps = true, MayGrantGroups = true,
        OwnDomains = new HashSet<string> { "contoso.example" },
        Apps = new Dictionary<Guid, Guid> { [Moodle] = MoodlePrincipal },
        Groups = new HashSet<Guid> { Group },
        Sponsors = new Dictionary<string, Guid> { ["boss@contoso.example"] = Nobodys },
    };

    private static GuestCsvRow Row(string email = "alice@partner.example", int line = 2) =>
        new() { Line = line, Email = email, Address = TestApp.Address(email), DisplayName = "Alice", ContactUsUrl = "https://contoso.example" };

    private static GuestCsvRow With(GuestCsvRow row, IReadOnlyList<Guid>? apps = null, IReadOnlyList<Guid>? groups = null, Guid? shown = null, DateOnly? expires = null, string? sponsor = null) =>
        new()
        {
            Line = row.Line, Email = row.Email, Address = row.Address, DisplayName = row.DisplayName, ContactUsUrl = row.ContactUsUrl,
            AppIds = apps ?? [], GroupIds = groups ?? [], InviteAppId = shown, AccessExpires = expires, Sponsor = sponsor is null ? null : TestApp.Address(sponsor),
        };

    private static ChunkFacts Knowing(KnownUser user) => Facts with { Users = new Dictionary<string, KnownUser> { ["alice@partner.example"] = user } };

    private static KnownUser Guest(ExternalUserState? state, DateTime? expires = null, bool enabled = true) =>
        new(Guid.Parse("11111111-0000-4000-8000-000000000001"), UserType.Guest, enabled, state, Now.AddDays(-3))
        {
            Open = expires is { } until ? new(Nobodys, Now.AddDays(-3), until) : null,
            Apps = new HashSet<Guid> { MoodlePrincipal },
        };

    private static void Is(RowPlan plan, RowOutcome outcome, string? code = null, string? column = null)
    {
        Assert.Equal((outcome, code, column), (plan.Outcome, plan.Code, plan.Column));
        if (outcome is RowOutcome.Failed or RowOutcome.Skipped) Assert.EndsWith(".", plan.Reason);
    }

    [Fact]
    public void A_stranger_is_invited_with_what_the_row_names()
    {
        var plan = PlanInvitations.Row(With(Row(), [Moodle], [Group], Moodle, sponsor: "boss@contoso.example"), Facts);
        Is(plan, RowOutcome.Invited);
        Assert.Equal([MoodlePrincipal], plan.NewApps);
        Assert.Equal([Group], plan.NewGroups);
        Assert.Equal(MoodlePrincipal, plan.ShownAppId);
        Assert.Equal(Nobodys, plan.SponsorId);
    }

    [Fact]
    public void Own_domain_is_refused_in_the_words_that_clients_match()
    {
        var plan = PlanInvitations.Row(Row("bob@Contoso.example"), Facts);
        Is(plan, RowOutcome.Failed, "own_domain", "Email");
        Assert.Equal("This user cannot be invited because the domain of the user's email address is a verified domain of this directory.", plan.Reason);
    }

    [Fact]
    public void An_unknown_id_is_named_with_its_column()
    {
        Is(PlanInvitations.Row(With(Row(), shown: Nobodys), Facts), RowOutcome.Failed, "app.unknown", "InviteAppID");
        Is(PlanInvitations.Row(With(Row(), groups: [Nobodys]), Facts), RowOutcome.Failed, "group.unknown", "InviteGroupResources");
        var plan = PlanInvitations.Row(With(Row(), apps: [Moodle, Nobodys]), Facts);
        Is(plan, RowOutcome.Failed, "app.unknown", "InviteAppResources");
        Assert.Contains(Nobodys.ToString(), plan.Reason);
        Assert.DoesNotContain(Moodle.ToString(), plan.Reason);
    }

    [Fact]
    public void Rule07_Nobody_grants_what_he_may_not_grant()
    {
        Is(PlanInvitations.Row(With(Row(), [Moodle]), Facts with { MayGrantApps = false }), RowOutcome.Failed, "apps.not_allowed", "InviteAppResources");
        Is(PlanInvitations.Row(With(Row(), groups: [Group]), Facts with { MayGrantGroups = false }), RowOutcome.Failed, "groups.not_allowed", "InviteGroupResources");
        Is(PlanInvitations.Row(With(Row(), shown: Moodle), Facts with { MayGrantApps = false, MayGrantGroups = false }), RowOutcome.Invited);
    }

    [Fact]
    public void A_date_counts_until_its_end()
    {
        Is(PlanInvitations.Row(With(Row(), expires: new(2027, 2, 28)), Facts), RowOutcome.Failed, "date.past", "AccessExpires");
        Is(PlanInvitations.Row(With(Row(), expires: new(2027, 3, 1)), Facts), RowOutcome.Invited);
    }

    [Fact]
    public void A_sponsor_must_work_here() =>
        Is(PlanInvitations.Row(With(Row(), sponsor: "stranger@partner.example"), Facts), RowOutcome.Failed, "sponsor.unknown", "Sponsor");

    [Fact]
    public void What_the_reader_found_wrong_is_the_reason()
    {
        var row = new GuestCsvRow { Line = 4, Email = "nonsense", Errors = [new("Email", "email.no_at", "No @."), new("Language", "language.unknown", "No such language.")] };
        var plan = PlanInvitations.Row(row, Facts);
        Is(plan, RowOutcome.Failed, "email.no_at", "Email");
        Assert.Equal("No @. No such language.", plan.Reason);
    }

    [Fact]
    public void Who_is_here_already_gets_what_is_missing_and_no_second_invitation()
    {
        var pending = Knowing(Guest(ExternalUserState.PendingAcceptance, Now.AddDays(27)));
        Is(PlanInvitations.Row(With(Row(), [Moodle]), pending), RowOutcome.Skipped, "already_invited");
        var more = PlanInvitations.Row(With(Row(), [Moodle], [Group]), pending);
        Is(more, RowOutcome.Updated, "more_access");
        Assert.Equal("Already invited; gets 1 further group.", more.Reason);

        var accepted = Knowing(Guest(ExternalUserState.Accepted));
        Is(PlanInvitations.Row(With(Row(), [Moodle]), accepted), RowOutcome.Skipped, "already_guest");
        Assert.Equal([Group], PlanInvitations.Row(With(Row(), [Moodle], [Group]), accepted).NewGroups);
    }

    [Fact]
    public void An_invitation_that_ran_out_is_renewed()
    {
        Is(PlanInvitations.Row(Row(), Knowing(Guest(ExternalUserState.PendingAcceptance, Now.AddMinutes(-1)))), RowOutcome.Invited);
        Is(PlanInvitations.Row(Row(), Knowing(Guest(ExternalUserState.PendingAcceptance))), RowOutcome.Invited);
    }

    [Fact]
    public void Members_and_blocked_guests_are_not_invited()
    {
        var member = Guest(null) with { Type = UserType.Member };
        var plan = PlanInvitations.Row(Row(), Knowing(member));
        Is(plan, RowOutcome.Failed, "member", "Email");
        Assert.StartsWith($"The invited user already exists in the directory as object ID: {member.Id:D}.", plan.Reason);
        Is(PlanInvitations.Row(Row(), Knowing(Guest(ExternalUserState.Accepted, enabled: false))), RowOutcome.Failed, "guest.blocked", "Email");
    }

    [Fact]
    public void Rule13_A_second_row_for_an_address_names_the_line_that_counts_however_it_is_written()
    {
        var plans = PlanInvitations.Chunk([With(Row(), [Nobodys]), Row("ALICE@Partner.Example", 3), Row(line: 4), Row("bob@partner.example", 5)],
            Facts with { EarlierLines = new Dictionary<string, int> { ["bob@partner.example"] = 1 } });
        Is(plans[0], RowOutcome.Failed, "app.unknown", "InviteAppResources");
        Is(plans[1], RowOutcome.Invited); // the first row failed, so this one counts
        Is(plans[2], RowOutcome.Failed, "duplicate", "Email");
        Assert.Contains("line 3", plans[2].Reason);
        Assert.Contains("line 1", plans[3].Reason);
    }

    [Fact]
    public void However_rows_repeat_each_address_is_invited_at_most_once_and_every_row_has_an_outcome() =>
        Prop.ForAll(Gen.ListOf(Gen.Choose(0, 9)).ToArbitrary(), people =>
        {
            var rows = people.Select((p, i) => p == 9 ? new GuestCsvRow { Line = i + 2, Email = "x", Errors = [new("Email", "email.no_at", "No @.")] } : Row($"p{p}@partner.example", i + 2)).ToList();
            var plans = PlanInvitations.Chunk(rows, Facts);
            Assert.Equal(rows.Select(r => r.Line), plans.Select(p => p.Row.Line));
            Assert.Equal(people.Where(p => p != 9).Distinct().Count(), plans.Count(p => p.Outcome == RowOutcome.Invited));
            Assert.All(plans.Where(p => p.Outcome == RowOutcome.Failed), p => Assert.NotNull(p.Reason));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Splitting_a_file_into_chunks_changes_no_outcome() =>
        Prop.ForAll(Gen.ListOf(Gen.Choose(0, 5)).ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), (people, size) =>
        {
            var rows = people.Select((p, i) => Row($"p{p}@partner.example", i + 2)).ToList();
            var earlier = new Dictionary<string, int>(StringComparer.Ordinal);
            var chunked = new List<string>();
            foreach (var chunk in rows.Chunk(size))
            {
                foreach (var plan in PlanInvitations.Chunk(chunk, Facts with { EarlierLines = earlier.ToDictionary() }))
                {
                    chunked.Add(plan.Outcome + plan.Reason);
                    if (plan.Outcome != RowOutcome.Failed) earlier.TryAdd(plan.Row.Address!.Key, plan.Row.Line);
                }
            }

            Assert.Equal(PlanInvitations.Chunk(rows, Facts).Select(p => p.Outcome + p.Reason), chunked);
        }).QuickCheckThrowOnFailure();
}
