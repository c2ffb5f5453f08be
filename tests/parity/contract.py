"""The contract with PyTorch, rule by rule, and the programs that hold each rule to account.

A rule is here in a few words; what exactly it says, its programs show, and their recorded results
are PyTorch's own. A name may end in `*`: all programs that begin so.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One rule: in words, its programs, and tests beside them where it takes more than that."""

    words: str
    programs: tuple[str, ...]
    tests: tuple[str, ...] = ()


def rule(words: str, *programs: str, tests: tuple[str, ...] = ()) -> Rule:
    """A rule and its programs, as `family.name`."""
    return Rule(words, programs, tests)


# Sections 0 to 8; the others are in contract_more.py.
CONTRACT: dict[str, list[Rule]] = {
    "0 the two examples": [
        rule("Q: values and repr", "anchors.q_has_the_values_and_the_repr"),
        rule("its gradients, and the formulas for them", "anchors.q_backward_gives_both_gradients"),
        rule("a retained intermediate", "anchors.an_intermediate_keeps_its_gradient_when_asked"),
        rule("an int64 gradient is cast", "anchors.an_integer_gradient_is_cast"),
        rule("the graph of Q", "anchors.q_has_the_graph"),
    ],
    "1 leaves and requires_grad": [
        rule("made by the user", "leaves.made_by_the_user", "leaves.factories_take_requires_grad"),
        rule("gradless results are leaves", "small_print.what_never_requires_grad",
             "leaves.a_gradless_result_can_become_a_leaf_that_requires"),
        rule("one requiring input is enough", "leaves.one_requiring_input_is_enough"),
        rule("detach, data, comparisons, positions, integers, *_like",
             "small_print.what_never_requires_grad"),
        rule("views, clones, casts", "leaves.views_clones_and_casts_are_not_leaves",
             "leaves.made_and_reshaped_is_no_longer_the_leaf"),
        rule("calls with nothing to do give the object itself",
             "leaves.nothing_to_do_gives_the_same_object", "views.what_returns_itself"),
        rule("steps are recorded", "leaves.step_functions_are_recorded_with_gradient_zero"),
        rule("results under no_grad", "leaves.results_under_no_grad_are_leaves"),
        rule("only floats require grad", "leaves.only_floating_point_can_require"),
        rule("settable on leaves only", "leaves.requires_grad_can_be_set_on_a_leaf",
             "leaves.a_non_leaf_cannot_be_switched_off",
             "leaves.switching_a_non_leaf_on_does_nothing", "leaves.requires_grad_is_a_bool"),
        rule("read-only attributes", "leaves.graph_attributes_are_read_only"),
        rule("tensor(tensor) copies and warns", "leaves.a_copy_of_a_tensor_drops_its_history"),
        rule("factories are exempt from no_grad", "leaves.factories_are_exempt_from_no_grad",
             "inference.factories_and_the_mode"),
    ],
    "2 .grad and retain_grad": [
        rule("before and after backward", "grad_attribute.a_leaf_before_and_after_backward"),
        rule("reading it on a non-leaf warns",
             "grad_attribute.reading_the_unset_gradient_of_a_non_leaf_warns_every_time",
             "grad_attribute.no_warning_where_nothing_is_amiss"),
        rule("retain_grad: before, after, on a leaf, on a constant, twice",
             "grad_attribute.retain_grad_*", "grad_attribute.the_output_may_retain_*"),
        rule("retained gradients accumulate, come after hooks, are of the final value",
             "grad_attribute.a_retained_gradient_*", "versions.retained_gradients_after_in_place",
             "hooks.a_retained_grad_is_taken_after_the_tensor_hooks"),
        rule("assigning .grad", "grad_attribute.a_gradient_can_be_assigned",
             "grad_attribute.a_gradient_of_the_wrong_*"),
        rule("accumulation is in place, under create_graph not",
             "grad_attribute.backward_adds_in_place_to_the_same_object",
             "grad_attribute.accumulation_with_create_graph_makes_a_new_object",
             "small_print.the_memory_of_an_accumulated_gradient"),
        rule("two ways to reset", "grad_attribute.both_ways_to_reset"),
        rule("gradients do not share memory", "grad_attribute.gradients_do_not_share_memory",
             "grad_attribute.the_users_gradient_survives",
             "grad_attribute.a_leafs_own_gradient_is_a_copy"),
    ],
    "3 backward": [
        rule("signatures", "backward.the_signatures"),
        rule("when the gradient may be missing", "backward.more_than_one_element_needs_a_gradient",
             "backward.one_element_of_any_shape_is_enough"),
        rule("an output without grad", "backward.an_output_without_grad_is_refused"),
        rule("the gradient: shape, type, kind", "backward.the_gradient_*"),
        rule("a leaf's own backward", "backward.a_leafs_own_backward"),
        rule("second backward", "backward.a_freed_graph_cannot_run_again", "second_backward.*"),
        rule("retain_graph, create_graph", "backward.retain_graph_lets_it_run_again",
             "backward.create_graph_*"),
        rule("inputs=", "backward.only_the_named_inputs_get_a_gradient",
             "backward.a_non_leaf_can_be_a_named_input", "backward.inputs_must_not_be_empty",
             "backward.an_unused_input_gets_nothing"),
        rule("several outputs", "backward.several_outputs_are_summed",
             "backward.as_many_gradients_as_outputs"),
        rule("works inside no_grad", "backward.backward_works_inside_no_grad"),
        rule("each leaf's dtype", "backward.each_leafs_gradient_has_its_dtype"),
        rule("deep graphs", "backward.twenty_thousand_operations_deep"),
        rule("order: reverse creation, each node once", "graph.executing_order_is_reverse_creation",
             "graph.hooks_show_the_order", "hooks.leaves_run_as_soon_as_they_are_complete"),
    ],
    "4 autograd.grad": [
        rule("signature, always a tuple", "autograd_grad.the_signature",
             "autograd_grad.always_a_tuple_and_grad_untouched"),
        rule("inputs on the way, the output itself", "autograd_grad.inputs_may_be_intermediates"),
        rule("unused inputs", "autograd_grad.an_unused_input_*",
             "autograd_grad.materialized_second_derivative"),
        rule("what requires no grad, no inputs, a dict of inputs",
             "autograd_grad.every_input_must_require_grad", "autograd_grad.there_must_be_an_input",
             "autograd_grad.a_dict_of_inputs_gives_a_dict"),
        rule("frees like backward", "autograd_grad.it_frees_the_graph_like_backward"),
        rule("no graph without create_graph",
             "autograd_grad.without_create_graph_results_have_no_graph"),
        rule("create_graph: names, repeated derivatives, linear functions",
             "autograd_grad.create_graph_gives_the_formulas_own_nodes",
             "autograd_grad.repeated_derivatives_of_a_power",
             "autograd_grad.the_gradient_of_a_linear_function_has_no_graph",
             "autograd_grad.mixed_second_derivatives"),
        rule("backward(create_graph=True) warns", "backward.backward_with_create_graph_warns"),
    ],
    "5 the graph": [
        rule("types and names of nodes", "graph.an_ordinary_nodes_two_names_agree",
             "graph.the_leaf_accumulator"),
        rule("identity and repr", "graph.grad_fn_is_one_object", "graph.the_repr_of_a_node",
             "graph.one_accumulator_for_all_uses"),
        rule("next_functions and output_nr", "graph.edges_of_inputs_that_need_no_gradient",
             "graph.the_index_says_which_output",
             "graph.a_node_with_one_output_has_number_zero",
             "graph.max_of_a_dim_has_two_outputs_one_differentiable"),
        rule("the name of every operation's node", "graph_names.*", "operations_many.*",
             "operations_neural.*", tests=("test_samples.py", "test_opinfo.py")),
        rule("nodes of casts, functions, writes, copies", "graph_names.clone",
             "graph.a_custom_functions_node", "graph.in_place_on_a_view_rewrites_the_history",
             "graph.a_gradient_with_a_graph_is_a_copy"),
        rule("saved values", "saved.*"),
        rule("hooks on saved values", "saved.raw_saved_tensors_take_hooks"),
        rule("nodes can be called, carry metadata, are Nodes, have edges",
             "graph.nodes_can_be_called", "graph.nodes_carry_metadata",
             "graph.nodes_are_graph_nodes", "graph.a_gradient_edge", "hooks.gradient_edges"),
        rule("released by reference counting", "graph.a_result_is_released_by_*"),
    ],
    "6 versions and in-place": [
        rule("what counts", "versions.every_in_place_change_counts",
             "versions.results_start_at_zero", "versions.methods_return_the_tensor",
             "versions.version_is_read_only"),
        rule("who shares the count", "versions.views_and_detached_tensors_share_the_count",
             "versions.a_later_view_takes_over_the_count", "versions.numpy_writes_unseen"),
        rule("the error and its words", "versions.the_message_names_the_tensor",
             "small_print.the_hint_of_a_modified_tensor"),
        rule("who minds", "versions.who_minds_a_changed_*",
             "versions.a_step_between_forward_and_backward",
             "versions.a_saved_view_minds_its_base"),
        rule("leaves are protected", "versions.a_leaf_that_requires_grad_is_protected"),
        rule("in-place is recorded", "versions.in_place_*",
             "versions.higher_derivatives_through_in_place",
             "versions.a_result_saved_within_a_part",
             "versions.a_requiring_operand_brings_a_graph", "versions.setitem_clears_gradients",
             "versions.shapes_changed_in_place", "versions.every_augmented_assignment"),
        rule("under no_grad the history stays", "versions.no_grad_keeps_the_old_history"),
        rule("types and shapes of results", "versions.types_must_allow_the_result",
             "small_print.types_of_what_is_put", "small_print.operands_of_two_types",
             "versions.mixed_types_in_place_keep_their_gradients_type"),
    ],
    "7 views": [
        rule("who shares memory", "views.what_shares_memory", "indexing.views_share_memory",
             "views.a_view_of_a_view_has_the_root_as_base", "views.a_detached_view_is_none"),
        rule("what is returned itself", "views.what_returns_itself"),
        rule("in-place on view and base", "views.in_place_on_*", "views.kinds_of_views",
             "views.several_views_and_several_changes", "views.deep_chains_of_views",
             "views.a_requiring_value_into_a_gradless_base",
             tests=("test_random_inplace.py",)),
        rule("bad sizes", "views.bad_shapes", "indexing.bad_sizes"),
        rule("several views at once, views made without recording, expanded ones",
             "views.several_views_at_once", "views.views_made_without_recording",
             "versions.an_expanded_tensor_cannot_be_written", "views.detaching_in_place"),
    ],
    "8 detach, data, conversion": [
        rule("detach, detach_", "conversion.detach_shares_memory_and_has_no_graph",
             "conversion.a_change_through_detach_is_caught", "views.detaching_in_place"),
        rule("data", "conversion.data_is_read_and_replaced"),
        rule("numpy", "conversion.numpy_*", "conversion.from_numpy_shares_and_tensor_copies"),
        rule("numbers", "conversion.item_float_int_bool", "small_print.numbers_of_tensors",
             "conversion.numbers_of_requiring_tensors_warn"),
        rule("len and iteration", "conversion.length_and_iteration", "indexing.iteration_is_*"),
        rule("hash and ==", "conversion.hash_is_identity_and_eq_is_elementwise"),
        rule("copies and pickles", "conversion.deep_copies", "conversion.pickles"),
    ],
}  # fmt: skip
