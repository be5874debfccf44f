using Foyer.Licences;

namespace Foyer.Tests.Access;

public class JudgeLicencesTests
{
    private static readonly Guid Mail = new("10000000-0000-4000-8000-000000000001");
    private static readonly Guid BigMail = new("10000000-0000-4000-8000-000000000002");
    private static readonly Guid Archive = new("10000000-0000-4000-8000-000000000003");
    private static readonly Guid Wiki = new("10000000-0000-4000-8000-000000000004");
    private static readonly HashSet<Guid> None = [];

    private static readonly LicenceSku Small = Sku(1, new ServicePlan(Mail, "MAIL") { Excludes = [BigMail] }, new ServicePlan(Wiki, "WIKI"));
    private static readonly LicenceSku Big = Sku(2, new ServicePlan(BigMail, "MAIL_BIG"));
    private static readonly LicenceSku AddOn = Sku(3, new ServicePlan(Archive, "ARCHIVE") { DependsOn = [Mail, BigMail] });
    private static readonly Dictionary<Guid, LicenceSku> Skus = new[] { Small, Big, AddOn }.ToDictionary(s => s.SkuId);

    [Fact]
    public void Plans_that_exclude_each_other_do_not_go_together_whichever_says_so()
    {
        Assert.Equal([(Small, null), (Big, AssignmentError.MutuallyExclusiveViolation)], Judge(Of(Small, minute: 1), Of(Big, minute: 2)));
        Assert.Equal([(Big, null), (Small, AssignmentError.MutuallyExclusiveViolation)], Judge(Of(Small, minute: 2), Of(Big, minute: 1)));
    }

    [Fact]
    public void A_plan_that_is_switched_off_is_in_nobodys_way_and_of_no_help()
    {
        Assert.Equal([(Small, null), (Big, null)], Judge(Of(Small, minute: 1, off: Mail), Of(Big, minute: 2)));
        Assert.Equal([(Small, null), (AddOn, AssignmentError.DependencyViolation)], Judge(Of(Small, minute: 1, off: Mail), Of(AddOn, minute: 2)));
    }

    [Fact]
    public void What_is_needed_may_come_later_and_one_of_several_is_enough()
    {
        Assert.Equal([(Big, null), (AddOn, null)], Judge(Of(AddOn, minute: 1), Of(Big, minute: 2)));
        Assert.Equal([(AddOn, AssignmentError.DependencyViolation)], Judge(Of(AddOn, minute: 1)));
    }

    [Fact]
    public void What_is_held_wins_over_what_is_new_and_what_is_direct_over_what_a_group_gives()
    {
        Assert.Equal([(Big, null), (Small, AssignmentError.MutuallyExclusiveViolation)], Judge(Of(Small, minute: 1), Of(Big, minute: 2) with { Held = true }));
        Assert.Equal([(Big, null), (Small, AssignmentError.MutuallyExclusiveViolation)], Judge(Of(Small, minute: 1), Of(Big, minute: 2) with { Direct = true }));
    }

    [Fact]
    public void Without_a_seat_what_depends_on_it_falls_too()
    {
        var verdicts = JudgeLicences.Run([Of(Big, minute: 1), Of(AddOn, minute: 2)], Skus, new HashSet<Guid> { Big.SkuId });

        Assert.Equal([AssignmentError.CountViolation, AssignmentError.DependencyViolation], verdicts.Select(v => v.Error!.Value).Order());
    }

    [Fact]
    public void A_country_must_be_named_and_allowed()
    {
        Assert.Equal([((LicenceSku, AssignmentError?))(Small, AssignmentError.ProhibitedInUsageLocationViolation)], Judge(Of(Small, minute: 1) with { Location = null }));
        Assert.Equal([((LicenceSku, AssignmentError?))(Small, AssignmentError.ProhibitedInUsageLocationViolation)], Judge(Of(Small, minute: 1) with { Location = "KP" }));
    }

    [Fact]
    public void The_words_are_those_that_Graphs_clients_match()
    {
        var exclusive = JudgeLicences.Run([Of(Small, minute: 1), Of(Big, minute: 2)], Skus, None).Single(v => v.Error is not null);
        var depends = JudgeLicences.Run([Of(AddOn, minute: 1)], Skus, None).Single();

        Assert.Equal($"License assignment failed because service plans {BigMail},{Mail} are mutually exclusive.", exclusive.Why!.Sentence);
        Assert.Equal($"License assignment failed because service plan {Archive} depends on the service plan(s) {Mail},{BigMail}", depends.Why!.Sentence);
    }

    private static IEnumerable<(LicenceSku, AssignmentError?)> Judge(params Claim[] claims) => JudgeLicences.Run(claims, Skus, None).Select(v => (Skus[v.Claim.SkuId], v.Error));

    private static Claim Of(LicenceSku sku, int minute, params Guid[] off) =>
        new(sku.SkuId, Guid.Empty, off) { Location = "DE", GivenAt = TestApp.Start.UtcDateTime.AddMinutes(minute) };

    private static LicenceSku Sku(int number, params ServicePlan[] plans) => new()
    {
        TenantId = Guid.Empty, SkuId = new Guid(number, 0, 0, new byte[8]), SubscriptionId = Guid.Empty, PartNumber = $"SKU{number}", DisplayName = $"Product {number}",
        Plans = [.. plans], ProhibitedIn = ["KP"], CreatedAt = default,
    };
}
